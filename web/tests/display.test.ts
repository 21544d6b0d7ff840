// The look that was chosen: read carefully, and applied alike before the first paint and after a change.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { readDisplay, showDisplay, type Display } from '../src/model/display';

const SCRIPT = readFileSync(fileURLToPath(new URL('../public/display.js', import.meta.url)), 'utf8');

function page() {
  const style = new Map<string, string>();
  const root = {
    dataset: {} as Record<string, string>,
    style: {
      setProperty: (name: string, value: string) => void style.set(name, value),
      removeProperty: (name: string) => void style.delete(name),
    },
  };
  const seen = () => ({ theme: root.dataset.theme, scale: style.get('--text-scale') ?? '1' });
  return { root, seen };
}

function painted(kept: string | null) {
  const { root, seen } = page();
  const localStorage = { getItem: (name: string) => (name === 'switchboard.choice.display' ? kept : null) };
  runInNewContext(SCRIPT, { document: { documentElement: root }, localStorage, JSON, String });
  return seen();
}

function shown(display: Display) {
  const { root, seen } = page();
  root.dataset.theme = 'light';
  root.style.setProperty('--text-scale', '0.9');
  showDisplay(display, root as unknown as HTMLElement);
  return seen();
}

describe('the look', () => {
  it('is the same before the first paint and after a change', () => {
    for (const theme of ['system', 'light', 'dark'] as const)
      for (const text of [80, 100, 150])
        expect(painted(JSON.stringify({ theme, text }))).toEqual(shown({ theme, text }));
    expect(shown({ theme: 'dark', text: 120 })).toEqual({ theme: 'dark', scale: '1.2' });
  });

  it('is the device’s where nothing sensible was kept', () => {
    const plain = { theme: undefined, scale: '1' };
    for (const kept of [
      null,
      'null',
      '{',
      '[]',
      '{"theme":"pink","text":900}',
      '{"text":"120; color: red"}',
    ]) {
      expect(painted(kept)).toEqual(plain);
    }
    expect(readDisplay({ theme: 'pink', text: 900 })).toEqual({ theme: 'system', text: 100 });
    expect(readDisplay(null)).toEqual({ theme: 'system', text: 100 });
    expect(readDisplay({ theme: 'dark', text: 90 })).toEqual({ theme: 'dark', text: 90 });
  });
});
