// Which key does what. Keys are known by their place on the keyboard, so that they work in every alphabet.

/** What has a key of its own, in the order of the help. */
export const KEYED = [
  'next',
  'previous',
  'unread',
  'reply',
  'comment',
  'close',
  'closeNext',
  'forward',
  'unite',
  'search',
  'reports',
  'help',
] as const;
export type Keyed = (typeof KEYED)[number];

/** A key's place (`KeyboardEvent.code`), with `Shift+` in front where that is held; empty: none. */
export type Stroke = string;

export interface KeyChoice {
  /** Off: only keys with Ctrl or Cmd work, and Esc (WCAG 2.1.4). */
  isOn: boolean;
  strokes: Readonly<Record<Keyed, Stroke>>;
}

export const DEFAULT_KEYS: KeyChoice = {
  isOn: true,
  strokes: {
    next: 'KeyJ',
    previous: 'KeyK',
    unread: 'KeyU',
    reply: 'KeyR',
    comment: 'KeyC',
    close: 'KeyE',
    closeNext: 'Shift+KeyE',
    forward: 'KeyT',
    unite: 'KeyM',
    search: 'Slash',
    reports: 'Shift+KeyR',
    help: 'Shift+Slash',
  },
};

/** What a pressed key says of itself. */
export type Pressed = Pick<KeyboardEvent, 'code' | 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** Letters, digits and signs; every other key has a meaning in the browser. */
const USABLE =
  /^(Key[A-Z]|Digit[0-9]|Slash|Period|Comma|Semicolon|Quote|BracketLeft|BracketRight|Backslash|Minus|Equal|Backquote)$/;

const SIGNS: Record<string, [plain: string, shifted: string]> = {
  Slash: ['/', '?'],
  Period: ['.', '>'],
  Comma: [',', '<'],
  Semicolon: [';', ':'],
  Quote: ["'", '"'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Backslash: ['\\', '|'],
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  Backquote: ['`', '~'],
};

/** Null: with Ctrl, Cmd or Alt, or a key that is not ours to take. */
export function strokeOf({ code, ctrlKey, metaKey, altKey, shiftKey }: Pressed): Stroke | null {
  if (ctrlKey || metaKey || altKey || !USABLE.test(code)) return null;
  return shiftKey ? `Shift+${code}` : code;
}

/** What the key does; by its place, else by the sign it writes, since / and ? lie elsewhere on many keyboards. */
export function keyedBy(keys: KeyChoice, pressed: Pressed): Keyed | null {
  const stroke = strokeOf(pressed);
  if (!keys.isOn || stroke === null) return null;
  const holder = (wanted: Stroke) => KEYED.find((one) => keys.strokes[one] === wanted);
  const written = { '/': 'Slash', '?': 'Shift+Slash' }[pressed.key];
  return holder(stroke) ?? (written === undefined ? null : (holder(written) ?? null));
}

/** Who has this key already; undefined: nobody else. */
export function takenBy(keys: KeyChoice, stroke: Stroke, wanted: Keyed): Keyed | undefined {
  return KEYED.find((one) => one !== wanted && keys.strokes[one] === stroke);
}

export function withStroke(keys: KeyChoice, keyed: Keyed, stroke: Stroke): KeyChoice {
  return { ...keys, strokes: { ...keys.strokes, [keyed]: stroke } };
}

/** As it is written on the key: `J`, `Shift+E`, `?`. */
export function strokeName(stroke: Stroke, shift: string): string {
  const isShifted = stroke.startsWith('Shift+');
  const code = isShifted ? stroke.slice('Shift+'.length) : stroke;
  const sign = SIGNS[code];
  if (sign) return isShifted ? sign[1] : sign[0];
  const name = code.replace(/^(Key|Digit)/, '');
  return isShifted ? `${shift}+${name}` : name;
}

/** For `aria-keyshortcuts`, whose names no language changes. */
export function ariaStroke(stroke: Stroke): string | undefined {
  if (stroke === '') return undefined;
  const plain = stroke.replace(/^Shift\+/, '');
  return stroke.startsWith('Shift+') ? `Shift+${strokeName(plain, '')}` : strokeName(plain, '');
}

/** What was kept, as far as it makes sense: no key stands twice. */
export function readKeys(kept: unknown): KeyChoice {
  if (typeof kept !== 'object' || kept === null) return DEFAULT_KEYS;
  const { isOn, strokes } = kept as { isOn?: unknown; strokes?: Record<string, unknown> | null };
  const given = new Set<Stroke>();
  const read = (keyed: Keyed): Stroke => {
    const stroke = strokes?.[keyed] ?? DEFAULT_KEYS.strokes[keyed];
    const isGood = typeof stroke === 'string' && USABLE.test(stroke.replace(/^Shift\+/, ''));
    if (!isGood || given.has(stroke)) return '';
    given.add(stroke);
    return stroke;
  };
  const entries = KEYED.map((keyed): [Keyed, Stroke] => [keyed, read(keyed)]);
  return { isOn: isOn !== false, strokes: Object.fromEntries(entries) as Record<Keyed, Stroke> };
}
