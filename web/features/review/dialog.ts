/** Behind a dialog nothing is decided: a key that is pressed there is meant for the dialog. */
export const dialogOpen = () =>
  document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
