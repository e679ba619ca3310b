import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeAll, vi } from "vitest";
import { startI18n } from "@/lib/i18n";

// What Mantine asks of a browser and jsdom has not.
window.matchMedia ??= ((query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => {},
  removeEventListener: () => {},
  addListener: () => {},
  removeListener: () => {},
  dispatchEvent: () => false,
  onchange: null,
})) as typeof window.matchMedia;
window.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
Element.prototype.scrollIntoView ??= () => {};
// A text field that grows measures anew when a font has arrived.
if (!document.fonts) Object.defineProperty(document, "fonts", { value: new EventTarget() });

// A busy machine is no failure.
configure({ asyncUtilTimeout: 8_000 });
vi.setConfig({ testTimeout: 30_000 });

beforeAll(async () => {
  await startI18n("en");
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

// jsdom has no layout, and says so with each navigation.
window.scrollTo = () => {};
