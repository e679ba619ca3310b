import {
  Avatar,
  Menu,
  SegmentedControl,
  Switch,
  Text,
  UnstyledButton,
  useMantineColorScheme,
} from "@mantine/core";
import {
  IconDeviceDesktop,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSun,
  IconUser,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { call } from "@/lib/api";
import { chooseLanguage, LANGUAGES } from "@/lib/i18n";
import { ME, useSession } from "@/lib/session";
import { supabase } from "@/lib/supabase";
import { tell } from "@/lib/tell";

/** Who one is here: availability, profile, language, light or dark, sign out. */
export function UserMenu() {
  const { t, i18n } = useTranslation();
  const { me } = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  if (!me) return null;

  const setAvailable = async (available: boolean) => {
    try {
      await call("set_profile", { p_available: available });
      await queries.invalidateQueries({ queryKey: ME });
    } catch (error) {
      tell.problem(error);
    }
  };
  const signOut = async () => {
    await supabase().auth.signOut({ scope: "local" });
    void navigate({ to: "/sign-in", search: { next: undefined } });
  };

  return (
    <Menu width={248} position="bottom-end" shadow="md">
      <Menu.Target>
        <UnstyledButton>
          <span className="visually-hidden">{t("menu.open", { name: me.name })}</span>
          <Avatar
            name={me.name}
            color="initials"
            variant="filled"
            size={32}
            radius="xl"
            aria-hidden
          />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)" truncate>
            {me.name}
          </Text>
          <Text size="xs" truncate>
            {me.email}
          </Text>
        </Menu.Label>
        {me.kind === "member" && (
          <Menu.Item closeMenuOnClick={false} component="div">
            <Switch
              size="sm"
              label={t("menu.available")}
              checked={me.available}
              onChange={(event) => void setAvailable(event.currentTarget.checked)}
            />
          </Menu.Item>
        )}
        <Menu.Item
          component={Link}
          to={me.kind === "member" ? "/desk/profile" : "/account"}
          leftSection={<IconUser size={16} />}
        >
          {t("menu.profile")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("menu.scheme")}</Menu.Label>
        <SegmentedControl
          fullWidth
          size="xs"
          mx="xs"
          mb="xs"
          value={colorScheme}
          onChange={(value) => setColorScheme(value as "auto")}
          data={[
            { value: "light", label: <Scheme icon={IconSun} label={t("menu.light")} /> },
            { value: "dark", label: <Scheme icon={IconMoon} label={t("menu.dark")} /> },
            { value: "auto", label: <Scheme icon={IconDeviceDesktop} label={t("menu.auto")} /> },
          ]}
        />
        {Object.entries(LANGUAGES).map(([key, name]) => (
          <Menu.Item
            key={key}
            lang={key}
            leftSection={<IconLanguage size={16} />}
            disabled={i18n.language === key}
            onClick={() => void chooseLanguage(key)}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {t("menu.sign_out")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Scheme({ icon: Icon, label }: { icon: typeof IconSun; label: string }) {
  return (
    <span title={label}>
      <Icon size={15} aria-hidden style={{ verticalAlign: "-2px" }} />
      <span className="visually-hidden">{label}</span>
    </span>
  );
}
