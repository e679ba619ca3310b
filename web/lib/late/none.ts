/**
 * In place of what auth-js carries for others: passkeys and wallets. No page offers these; a call
 * says so instead of doing nothing. See vite.config.ts.
 */
function none(): never {
  throw new Error("left out of this application");
}

/** Made with every client, never asked for anything. */
export class WebAuthnApi {}

export const webAuthnAbortService = { createNewAbortSignal: none, cancelCeremony: none };
export const browserSupportsWebAuthn = () => false;
export {
  none as createCredential,
  none as createSiweMessage,
  none as deserializeCredentialCreationOptions,
  none as deserializeCredentialRequestOptions,
  none as fromHex,
  none as getAddress,
  none as getCredential,
  none as serializeCredentialCreationResponse,
  none as serializeCredentialRequestResponse,
  none as toHex,
};
