// Forwarding taken back: to whoever had the chat before, as long as nothing has happened in it since.
import { t } from '../i18n';
import type { Chat } from '../proto';
import { holderOf } from '../sync/selection';
import type { Desk } from './desk.svelte';
import { UNDO_MS } from './toasts.svelte';

/** Whether a chat, which was forwarded as `then`, is still as it was. A sign of delivery is nothing that happens. */
export function isAsForwarded(then: Chat, now: Chat | undefined): boolean {
  return (
    now?.state.is === 'open' &&
    holderOf(now) === holderOf(then) &&
    now.activity === then.activity &&
    now.inbound === then.inbound &&
    now.snoozed_until === then.snoozed_until
  );
}

/** Says that a chat, which `before` was, went to somebody else, with the way back. To be called when that is known. */
export function tellForwarded(desk: Desk, before: Chat): void {
  const then = desk.chat(before.id);
  if (!then) return;
  const to = holderOf(then);
  const action = { label: t.chat.undo, run: () => void takeBack(desk, before, then) };
  const text = to === undefined ? t.forward.doneQueue : t.forward.done(desk.nameOf(to));
  desk.toasts.add({ text, action, moved: before.id }, UNDO_MS);
}

async function takeBack(desk: Desk, before: Chat, then: Chat): Promise<void> {
  const now = desk.chat(before.id);
  if (!now || !isAsForwarded(then, now)) return desk.toasts.add({ text: t.talk.tooLate });
  // Who has it now is a condition of the request: nobody is overtaken.
  const problem = await desk.forward(now, holderOf(before) ?? null);
  desk.toasts.add({ text: problem ?? t.talk.takenBack(before.name) });
}
