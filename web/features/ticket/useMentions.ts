/** Suggestions while a colleague's name is typed: arrow keys choose, Enter takes, Escape leaves. */
import { type KeyboardEvent, type RefObject, useId, useState } from "react";
import { flushSync } from "react-dom";
import { type Person, usePeople } from "./data";
import { handleOf, meant, mentionAt } from "./mention";

interface Given {
  on: boolean;
  text: string;
  write: (text: string) => void;
  field: RefObject<HTMLTextAreaElement | null>;
}

export function useMentions({ on, text, write, field }: Given) {
  const people = usePeople().filter((one) => one.active);
  const list = useId();
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  /** Where the `@` stands that was left with Escape: it is not asked about again. */
  const [left, setLeft] = useState(-1);
  const [away, setAway] = useState(false);
  const asked = on && !away ? mentionAt(text, caret) : null;
  const found = asked && asked.start !== left ? meant(people, asked.query) : [];
  const open = found.length > 0;
  const at = Math.min(chosen, found.length - 1);
  const idOf = (index: number) => `${list}-${index}`;

  const use = (person: Person) => {
    if (!asked) return;
    const words = `@${handleOf(person)} `;
    const end = asked.start + words.length;
    flushSync(() => write(text.slice(0, asked.start) + words + text.slice(caret)));
    field.current?.focus();
    field.current?.setSelectionRange(end, end);
    setCaret(end);
    setChosen(0);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!open || event.metaKey || event.ctrlKey || event.altKey) return;
    const person = found[at];
    if (event.key === "ArrowDown") setChosen((at + 1) % found.length);
    else if (event.key === "ArrowUp") setChosen((at + found.length - 1) % found.length);
    else if (event.key === "Escape") setLeft(asked?.start ?? -1);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && person)
      use(person);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return {
    open,
    found,
    at,
    list,
    idOf,
    use,
    /** What the text field needs besides its own. */
    field: on
      ? {
          onKeyDown,
          onSelect: () => {
            const now = field.current?.selectionStart ?? 0;
            if (now === caret) return;
            setCaret(now);
            setChosen(0);
            // Whoever leaves that name and begins another is asked again.
            if (mentionAt(text, now)?.start !== left) setLeft(-1);
          },
          onFocus: () => setAway(false),
          onBlur: () => setAway(true),
          "aria-autocomplete": "list" as const,
          "aria-haspopup": "listbox" as const,
          "aria-controls": open ? list : undefined,
          "aria-activedescendant": open ? idOf(at) : undefined,
        }
      : {},
    /** The caret after a change: the field has it before it says so. */
    moved: (now: number) => {
      setCaret(now);
      setChosen(0);
    },
  };
}

export type Mentions = ReturnType<typeof useMentions>;
