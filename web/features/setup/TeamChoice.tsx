import { Chip, Fieldset, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useTeams } from "./data";

interface Props {
  /** Keys of teams. */
  chosen: string[];
  setChosen: (teams: string[]) => void;
}

/** Which teams somebody is in: one click each. */
export function TeamChoice({ chosen, setChosen }: Props) {
  const { t } = useTranslation("setup");
  const teams = useTeams().data ?? [];
  return (
    <Fieldset
      variant="unstyled"
      legend={t("invite.teams")}
      styles={{ legend: { padding: 0, fontSize: "var(--mantine-font-size-sm)", fontWeight: 500 } }}
    >
      <Chip.Group multiple value={chosen} onChange={setChosen}>
        <Group gap={6}>
          {teams.map((one) => (
            <Chip key={one.key} value={one.key} size="sm" variant="outline">
              {one.name}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Fieldset>
  );
}
