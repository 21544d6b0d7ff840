// The tests' handles on the fake pages.
import type { Network } from '../fake/network';
import type { World } from '../fake/world';

interface FixtureRow {
  key: string;
  text: string;
}

declare global {
  interface Window {
    fake: { world: World; network: Network };
    fixture: {
      make(count: number, name: string): FixtureRow[];
      older(): void;
      indexOf(key: string): number;
      splice(from: number, count: number, ...more: FixtureRow[]): void;
      row(index: number): FixtureRow | undefined;
      append(text: string): void;
      setPaging(is: boolean): void;
    };
  }
}
