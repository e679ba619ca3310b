import { SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconInbox, IconMessage2 } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTitle } from "@/components/Page";
import { useSession } from "@/lib/session";
import { Card } from "./Card";
import { useRequests } from "./data";
import { Hits } from "./Hits";
import classes from "./portal.module.css";
import { SearchBox } from "./SearchBox";
import { isOpen } from "./states";
import { Topics } from "./Topics";

export function HomePage() {
  const { t } = useTranslation("portal");
  const navigate = useNavigate();
  const [words, setWords] = useState("");
  const [settled] = useDebouncedValue(words, 250);
  useTitle("");
  return (
    <Stack gap="xl">
      <Stack gap="md" className={classes.hero} pt={{ base: "sm", sm: "xl" }}>
        <Stack gap={4} ta="center">
          <Title order={1}>{t("home.title")}</Title>
          <Text className="muted">{t("home.text")}</Text>
        </Stack>
        <SearchBox
          value={words}
          onChange={setWords}
          onSubmit={() => void navigate({ to: "/help", search: { q: words || undefined } })}
        />
        <Hits words={settled} />
      </Stack>
      <WaysIn />
      <Topics />
    </Stack>
  );
}

function WaysIn() {
  const { t } = useTranslation("portal");
  const { me } = useSession();
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
      <Card to="/new" icon={IconMessage2} title={t("home.write")}>
        {t("home.write_text")}
      </Card>
      {me ? (
        <Mine />
      ) : (
        <Card to="/sign-in" icon={IconInbox} title={t("home.sign_in")}>
          {t("home.sign_in_text")}
        </Card>
      )}
    </SimpleGrid>
  );
}

function Mine() {
  const { t } = useTranslation("portal");
  const { data = [] } = useRequests();
  const open = data.filter((one) => isOpen(one.status)).length;
  const turn = data.filter((one) => one.status === "pending").length;
  const said = [
    open > 0 && t("home.open", { count: open }),
    turn > 0 && t("home.your_turn", { count: turn }),
  ].filter(Boolean);
  return (
    <Card to="/requests" icon={IconInbox} title={t("home.mine")}>
      {said.length > 0 ? said.join(", ") : t("home.mine_text")}
    </Card>
  );
}
