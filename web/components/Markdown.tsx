import { Typography } from "@mantine/core";
import ReactMarkdown from "react-markdown";
import remarkGfm from "remark-gfm";

/** An article's Markdown. HTML in it stays text; links open beside this page. */
export function Markdown({ text }: { text: string }) {
  return (
    <Typography>
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        components={{
          a: ({ node: _node, ...link }) => (
            <a {...link} target="_blank" rel="noreferrer noopener" />
          ),
          img: () => null, // nothing is fetched from elsewhere because somebody wrote it
        }}
      >
        {text}
      </ReactMarkdown>
    </Typography>
  );
}
