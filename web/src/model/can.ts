// What an operator may do, in one table; each line names the server's rule it mirrors. The server decides.
import type { Capabilities, Chat, Note, Operator } from '../proto';
import { holderOf } from '../sync/selection';

/** Longest comment, in code points. `rules::comment` */
export const COMMENT_CODE_POINTS_MAX = 4000;

/** Longest comment that goes with a forwarded chat, in code points. `rules::forward` */
export const FORWARD_COMMENT_CODE_POINTS_MAX = 1000;

/** `Role::may_manage_channels` */
export function mayManageChannels(operator: Operator): boolean {
  return operator.role === 'owner' || operator.role === 'admin';
}

/** `rules::invite`, `rules::configure` */
export function mayManagePeople(operator: Operator): boolean {
  return operator.role === 'owner' || operator.role === 'admin';
}

/** `Action::HandlePersonalData` */
export function mayManagePersonalData(operator: Operator): boolean {
  return operator.role === 'owner' || operator.role === 'admin';
}

/** `rules::close`, `rules::forward`, `rules::snooze` */
export function isOpen(chat: Chat): boolean {
  return chat.state.is === 'open';
}

/** `rules::mark_read`: a look into a colleague's chat changes nothing. */
export function mayMarkRead(chat: Chat, me: string): boolean {
  return (holderOf(chat) ?? me) === me;
}

/** How far a text is from the longest one allowed, in code points; negative: too long. */
export function codePointsLeft(text: string, max: number | undefined): number {
  return max === undefined ? Infinity : max - Array.from(text).length;
}

/** Longest answer a messenger takes. `rules::send` */
export function answerMax(capabilities: Capabilities | undefined): number | undefined {
  return capabilities?.text_code_points_max;
}

/** `rules::note_edit`, `rules::note_remove` */
export function mayChangeNote(note: Note, operator: Operator): boolean {
  return note.by === operator.id || mayManagePeople(operator);
}

/** Longest note, in code points. `domain::note::NOTE_CODE_POINTS_MAX` */
export const NOTE_CODE_POINTS_MAX = 4000;
