// The figures, each beside what it should be and what it must not be more than.

export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** What we want; above it something should be done. */
  target: number;
  /** What we promise. */
  limit: number;
  /** Whether it is the same on every machine: only these decide how the run ends. */
  isFixed: boolean;
}

export class Table {
  #figures: Figure[] = [];
  #notes: string[] = [];

  add(name: string, value: number, unit: string, target: number, limit: number, isFixed = false): void {
    this.#figures.push({ name, value, unit, target, limit, isFixed });
    console.log(`  ${name}: ${shown(value)} ${unit}`);
  }

  /** Something to know beside the figures. */
  note(text: string): void {
    this.#notes.push(text);
    console.log(`  ${text}`);
  }

  /** What is more than promised and does not depend on how fast this machine is. */
  broken(): string[] {
    const broken = this.#figures.filter(({ value, limit, isFixed }) => isFixed && !(value <= limit));
    return broken.map(({ name, value, unit, limit }) => `${name}: ${shown(value)} ${unit} > ${limit}`);
  }

  toString(): string {
    const rows = this.#figures.map((one) => [
      one.name,
      `${shown(one.value)} ${one.unit}`,
      String(one.target),
      String(one.limit),
      verdict(one) + (one.isFixed ? '' : ' *'),
    ]);
    const all = [['figure', 'measured', 'target', 'limit', ''], ...rows];
    const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
    const line = (row: string[]) =>
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  ');
    return [...all.map(line), '* depends on this machine', ...this.#notes].join('\n');
  }
}

function verdict({ value, target, limit }: Figure): string {
  if (value <= target) return 'ok';
  return value <= limit ? 'over the target' : 'OVER THE LIMIT';
}

function shown(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(1);
}

/** The value below which `share` of all lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);
