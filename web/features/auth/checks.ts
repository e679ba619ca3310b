/** What a field must hold before it is sent. The server decides; this spares people a round trip. */
import { useTranslation } from "react-i18next";

const ADDRESS = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

export function useChecks() {
  const { t } = useTranslation("auth");
  return {
    email: (value: string) => (ADDRESS.test(value.trim()) ? null : t("required.email")),
    password: (value: string) => (value ? null : t("required.password")),
    newPassword: (value: string) => (value ? null : t("required.new_password")),
    name: (value: string) => (value.trim() ? null : t("required.name")),
    code: (value: string) => (/^\d{6,10}$/.test(value.trim()) ? null : t("required.code")),
    token: (value: string) => (value.trim() ? null : t("required.token")),
  };
}
