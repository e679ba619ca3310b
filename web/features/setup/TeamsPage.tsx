import { Badge, Button, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/Loading";
import { Page } from "@/components/Page";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useMembers, useTeams } from "./data";
import { Line, Lines } from "./Lines";
import { useRouting } from "./routing";
import { RemoveTeam, type Team, TeamForm } from "./TeamForms";

type Open = { what: "new" } | { what: "edit" | "remove"; team: Team };

export function TeamsPage() {
  const { t } = useTranslation("setup");
  const { data, isPending, error, refetch } = useTeams();
  const members = useMembers().data ?? [];
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  return (
    <Page
      title={t("teams.title")}
      actions={
        <Button
          size="sm"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setOpen({ what: "new" })}
        >
          {t("teams.new")}
        </Button>
      }
    >
      {isPending && <Loading />}
      <ProblemAlert error={error} retry={() => void refetch()} />
      {data && (
        <Lines>
          {data.map((team) => (
            <Line
              key={team.id}
              actions={
                <>
                  <Button
                    size="compact-sm"
                    variant="default"
                    onClick={() => setOpen({ what: "edit", team })}
                  >
                    {t("edit", { ns: "common" })}
                  </Button>
                  {!team.is_default && (
                    <Button
                      size="compact-sm"
                      variant="default"
                      onClick={() => setOpen({ what: "remove", team })}
                    >
                      {t("teams.remove")}
                    </Button>
                  )}
                </>
              }
            >
              <Text size="sm" fw={600} component="div">
                {team.name}{" "}
                {team.is_default && (
                  <Badge size="xs" variant="outline" tt="none" c="var(--mantine-color-text)">
                    {t("teams.default")}
                  </Badge>
                )}
              </Text>
              <Text size="xs" className="muted">
                {members
                  .filter((one) => one.active && one.teams.includes(team.key))
                  .map((one) => one.name)
                  .join(", ") || t("teams.nobody")}
              </Text>
              <Sharing team={team.key} />
            </Line>
          ))}
        </Lines>
      )}
      {open?.what === "new" && <TeamForm close={close} />}
      {open?.what === "edit" && <TeamForm team={open.team} close={close} />}
      {open?.what === "remove" && <RemoveTeam team={open.team} close={close} />}
    </Page>
  );
}

/** How the team's tickets find somebody, and how many wait for that now. */
function Sharing({ team }: { team: string }) {
  const { t } = useTranslation("setup");
  const teams = useTeams().data ?? [];
  const routing = useRouting().data?.teams.find((one) => one.key === team);
  if (!routing) return null;
  const fallback = teams.find((one) => one.key === routing.fallback)?.name;
  return (
    <Text size="xs" className="muted">
      {[
        t(`strategy.${routing.strategy}` as "strategy.manual"),
        fallback && t("teams.then", { name: fallback }),
        routing.waiting > 0 && t("teams.waiting", { count: routing.waiting }),
      ]
        .filter(Boolean)
        .join(" · ")}
    </Text>
  );
}
