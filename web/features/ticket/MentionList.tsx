import { Box, Paper, Text, VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { handleOf } from "./mention";
import classes from "./ticket.module.css";
import type { Mentions } from "./useMentions";

/** Who may be meant, above the note that is written. The focus stays in the note. */
export function MentionList({ mentions }: { mentions: Mentions }) {
  const { t } = useTranslation("ticket");
  const { open, found, at, list, idOf, use } = mentions;
  return (
    <>
      <VisuallyHidden role="status">
        {open && t("composer.people", { count: found.length })}
      </VisuallyHidden>
      {open && (
        <Paper
          withBorder
          shadow="md"
          radius="md"
          p={4}
          id={list}
          role="listbox"
          aria-label={t("composer.mention")}
          className={classes.people}
        >
          {found.map((one, index) => (
            <Box
              key={one.id}
              id={idOf(index)}
              role="option"
              aria-selected={index === at}
              className={classes.person}
              // Before the field loses the focus.
              onMouseDown={(event) => {
                event.preventDefault();
                use(one);
              }}
            >
              <Text size="sm" span>
                {one.name}
              </Text>
              <Text size="xs" span className="muted" dir="ltr">
                @{handleOf(one)}
              </Text>
            </Box>
          ))}
        </Paper>
      )}
    </>
  );
}
