import { describe, expect, it } from "vitest";
import { quoted, termsOf, without, withTerm } from "./words";

describe("the words of a search", () => {
  it("are split as the server splits them", () => {
    expect(termsOf('is:open -tag:"big order" "exact words" refund')).toEqual([
      { text: "is:open", operator: "is" },
      { text: '-tag:"big order"', operator: "tag" },
      { text: '"exact words"', operator: "" },
      { text: "refund", operator: "" },
    ]);
  });

  it("let a filter replace what its operator said before", () => {
    expect(withTerm("refund status:open", "status:solved")).toBe("refund status:solved");
    expect(withTerm("is:open", "is:overdue")).toBe("is:open is:overdue");
    expect(withTerm("", "team:front")).toBe("team:front");
  });

  it("lose one term and keep the rest", () => {
    expect(without('a "b c" is:open', '"b c"')).toBe("a is:open");
  });

  it("hold a value with blanks together", () => {
    expect(quoted("front")).toBe("front");
    expect(quoted("two words")).toBe('"two words"');
  });
});
