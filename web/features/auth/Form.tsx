import { Stack } from "@mantine/core";
import type { FormEventHandler, ReactNode } from "react";

interface Props {
  onSubmit: FormEventHandler<HTMLFormElement>;
  children: ReactNode;
  label?: string;
}

/** A form in one column. What is missing is said by us, in the reader's language. */
export function Form({ onSubmit, children, label }: Props) {
  return (
    <form noValidate onSubmit={onSubmit} aria-label={label}>
      <Stack>{children}</Stack>
    </form>
  );
}
