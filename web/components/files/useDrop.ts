import { type ClipboardEvent, type DragEvent, useState } from "react";

/** Files dropped onto a part of the page, and pictures pasted into it. `take` is given both. */
export function useDrop(take: ((files: File[]) => void) | null) {
  const [over, setOver] = useState(false);
  const brings = (event: DragEvent) => take !== null && event.dataTransfer.types.includes("Files");
  return {
    over,
    handlers: {
      onDragOver(event: DragEvent) {
        if (!brings(event)) return;
        event.preventDefault(); // without it the browser opens what is dropped
        setOver(true);
      },
      onDragLeave(event: DragEvent<HTMLElement>) {
        const to = event.relatedTarget;
        if (!(to instanceof Node && event.currentTarget.contains(to))) setOver(false);
      },
      onDrop(event: DragEvent) {
        setOver(false);
        if (!brings(event)) return;
        event.preventDefault();
        take?.([...event.dataTransfer.files]);
      },
      onPaste(event: ClipboardEvent) {
        const files = [...event.clipboardData.files];
        // What a text program copies brings a picture of the text along: the text was meant.
        const text = event.clipboardData.types.includes("text/plain");
        if (!take || files.length === 0 || text) return;
        event.preventDefault();
        take(files);
      },
    },
  };
}
