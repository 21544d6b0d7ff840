// What the keyboard at hand has written on its command key.
import { t } from '../i18n';

/** Cmd on a Mac, Ctrl everywhere else; both are taken everywhere. */
export const commandKey = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? '')
  ? t.keys.names.command
  : t.keys.names.ctrl;
