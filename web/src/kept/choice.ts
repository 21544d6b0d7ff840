// What somebody chose for this browser, kept over reloads. It says nothing of customers, so it stays at sign-out.
// Storage may be full or forbidden: then a choice lives as long as the page.

const PREFIX = 'switchboard.choice.';

export function readChoice(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null');
  } catch {
    return null;
  }
}

export function writeChoice(name: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // As said above.
  }
}

/** Calls `changed` when another tab chose; how to stop. */
export function watchChoices(changed: () => void): () => void {
  const onstorage = ({ key }: StorageEvent) => {
    if (key === null || key.startsWith(PREFIX)) changed();
  };
  addEventListener('storage', onstorage);
  return () => removeEventListener('storage', onstorage);
}
