// How things are counted in Russian: 1 чат, 2 чата, 5 чатов, 21 чат.

const plural = new Intl.PluralRules('ru');

/** The form that goes with `n`, without the number. */
export function form(n: number, one: string, few: string, many: string): string {
  const rule = plural.select(n);
  if (rule === 'one') return one;
  // Fractions take the form of two: 1,5 чата.
  return rule === 'many' ? many : few;
}

export const count = (n: number, one: string, few: string, many: string) => `${n} ${form(n, one, few, many)}`;
