import {
  PasswordInput,
  type PasswordInputProps,
  TextInput,
  type TextInputProps,
} from "@mantine/core";
import { useTranslation } from "react-i18next";

/** The address one signs in with; a browser fills it in. */
export function EmailField(props: TextInputProps) {
  const { t } = useTranslation("auth");
  return <TextInput label={t("email")} type="email" autoComplete="username" {...props} />;
}

interface Props extends PasswordInputProps {
  /** "new": a browser offers to make one up; "current": to fill in what it knows. */
  which: "new" | "current";
}

export function PasswordField({ which, ...props }: Props) {
  const { t } = useTranslation("auth");
  return <PasswordInput label={t("password")} autoComplete={`${which}-password`} {...props} />;
}
