// How things are counted in Ukrainian: 1 чат, 2 чати, 5 чатів, 21 чат.

const plural = new Intl.PluralRules('uk');

/** The form that goes with `n`, without the number. */
export function form(n: number, one: string, few: string, many: string): string {
  const rule = plural.select(n);
  if (rule === 'one') return one;
  // Fractions take the form of two, as near as three forms allow.
  return rule === 'many' ? many : few;
}

export const count = (n: number, one: string, few: string, many: string) => `${n} ${form(n, one, few, many)}`;
