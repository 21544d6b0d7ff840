// Buttons that a key presses too: they say so in their tooltip and to screen readers.
import type { Attachment } from 'svelte/attachments';
import { t } from '../../i18n';
import type { Act } from '../../model/acts';
import type { Habits } from '../../model/habits.svelte';

/** What the node does, its key does. */
export function keyed(habits: Habits, act: Act): Attachment<HTMLElement> {
  return (node) => {
    const forget = habits.acts.does(act, () => node.click());
    const unname = name(node, habits, act);
    return () => {
      forget();
      unname();
    };
  };
}

/** Names the key alone; somebody else does it. */
export function named(habits: Habits, act: Act): Attachment<HTMLElement> {
  return (node) => name(node, habits, act);
}

function name(node: HTMLElement, habits: Habits, act: Act): () => void {
  const key = habits.keyName(act);
  const shortcut = habits.ariaKey(act);
  if (!key || !shortcut) return () => undefined;
  const title = node.getAttribute('title');
  node.title = t.keys.tip(title ?? t.keys.acts[act], key);
  node.setAttribute('aria-keyshortcuts', shortcut);
  return () => {
    if (title === null) node.removeAttribute('title');
    else node.title = title;
    node.removeAttribute('aria-keyshortcuts');
  };
}
