/** A value kept in this browser; where storage is closed to us, for this page only. */
export function kept<T>(key: string) {
  let here: T | null = null;
  return {
    read(): T | null {
      try {
        const found = localStorage.getItem(key);
        return found === null ? here : (JSON.parse(found) as T);
      } catch {
        return here;
      }
    },
    write(value: T | null): void {
      here = value;
      try {
        if (value === null) localStorage.removeItem(key);
        else localStorage.setItem(key, JSON.stringify(value));
      } catch {
        // full or closed: `here` has it
      }
    },
  };
}
