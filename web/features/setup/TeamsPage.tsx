import { Badge, Button, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Loading } from "@/components/Loading";
import { Page } from "@/components/Page";
import { ProblemAlert } from "@/components/ProblemAlert";
import { useMembers, useTeams } from "./data";
import { Line, Lines } from "./Lines";
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
