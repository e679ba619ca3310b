/** The times a ticket may sleep until, on the reader's clock. */

export interface Snooze {
  key: "later" | "tomorrow" | "monday";
  at: Date;
}

const MORNING = 8;
const MONDAY = 1;

export function snoozes(now: Date): Snooze[] {
  const later = new Date(now);
  later.setHours(now.getHours() + 3, 0, 0, 0);
  return [
    { key: "later", at: later },
    { key: "tomorrow", at: morning(now, 1) },
    { key: "monday", at: morning(now, (MONDAY - now.getDay() + 7) % 7 || 7) },
  ];
}

function morning(now: Date, days: number): Date {
  const day = new Date(now);
  day.setDate(day.getDate() + days);
  day.setHours(MORNING, 0, 0, 0);
  return day;
}
