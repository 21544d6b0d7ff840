// What an operator may do, in one table; each line names the server's rule it mirrors. The server decides.
import type { Capabilities, Chat, Operator } from '../proto';

/** `Role::may_manage_channels` */
export function mayManageChannels(operator: Operator): boolean {
  return operator.role === 'owner' || operator.role === 'admin';
}

/** `rules::close` */
export function mayClose(chat: Chat): boolean {
  return chat.state.is === 'open';
}

/** How far a text is from what the messenger takes, in code points; negative: too long. `rules::send` */
export function codePointsLeft(text: string, capabilities: Capabilities | undefined): number {
  if (!capabilities) return Infinity;
  return capabilities.text_code_points_max - Array.from(text).length;
}
