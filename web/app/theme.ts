import { createTheme, type MantineColorsTuple } from "@mantine/core";

const pine: MantineColorsTuple = [
  "#e8f7f5", "#d3ebe8", "#a5d6d1", "#73c0b9", "#4caea5",
  "#33a399", "#1a827a", "#0b6e69", "#075a56", "#024643",
]; // biome-ignore format: a row of five is read as a scale

export const theme = createTheme({
  primaryColor: "pine",
  primaryShade: { light: 7, dark: 6 }, // white stands out on both by more than 4.5 to 1
  colors: { pine },
  autoContrast: true,
  luminanceThreshold: 0.179, // there black and white stand out alike: either reaches 4.5 to 1
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  headings: { fontFamily: "'Inter Variable', system-ui, sans-serif", fontWeight: "650" },
  defaultRadius: "md",
  cursorType: "pointer",
  components: {
    Modal: { defaultProps: { centered: true } },
    Tooltip: { defaultProps: { openDelay: 400 } },
  },
});
