export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** One sentence or label in every language that Assay speaks. */
export type Text = Record<Language, string>;

/** Puts `{name}` parameters into a template; a parameter that is absent stays visible as `{name}`. */
export const fill = (template: string, params: Record<string, string | number>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));
