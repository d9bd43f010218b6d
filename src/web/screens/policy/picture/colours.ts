/** Colours of the rules, told apart by those who see few of them as well (their labels say the same). White is read on each. */
const ON_LIGHT = ["#0b7d6c", "#a85d00", "#6550c8", "#b53a72", "#2668b3", "#58751b"];
const ON_DARK = ["#35b5a0", "#e3a04a", "#a193f2", "#e983b0", "#71abe8", "#a3c45b"];

/** Of the rule's own bar, on which white is written. */
export const barColour = (rule: number): string => ON_LIGHT[rule % ON_LIGHT.length] ?? "#0b7d6c";
export const flowColour = (rule: number, isDark: boolean): string =>
  isDark ? (ON_DARK[rule % ON_DARK.length] ?? "#35b5a0") : barColour(rule);
