// What was done to a chat, in words; and who is named in a comment.
import { momentTime, t } from '../i18n';
import type { Line, Operator, OperatorId } from '../proto';
import { newsWords } from './funnels';

/** The name of an operator, as the reader should see it. */
export type NameOf = (id: OperatorId) => string;

/** One sentence without a full stop; a comment that goes with it is shown apart. */
export function lineWords(line: Line, nameOf: NameOf, now: number): string {
  switch (line.is) {
    case 'closed':
      return t.lines.closed(nameOf(line.by), line.reason);
    case 'reopened':
      return t.lines.reopened(nameOf(line.by));
    case 'assigned':
      return t.lines.assigned[line.how](nameOf(line.to));
    case 'forwarded':
      if (line.to === undefined) return t.lines.queued(nameOf(line.by));
      if (line.to !== line.by) return t.lines.forwarded(nameOf(line.by), nameOf(line.to));
      return t.lines.taken(nameOf(line.by), line.from === undefined ? undefined : nameOf(line.from));
    case 'released':
      return t.lines.released(nameOf(line.from));
    case 'snoozed':
      if (line.by === undefined) return t.lines.woken;
      if (line.until === undefined) return t.lines.unsnoozed(nameOf(line.by));
      return t.lines.snoozed(nameOf(line.by), momentTime(line.until, now));
    case 'funnel':
      return newsWords(line.name, line.what, line.by === undefined ? '' : nameOf(line.by));
    case 'united':
      return t.lines.united(nameOf(line.by), line.name);
    case 'separated':
      return t.lines.separated(nameOf(line.by), line.name);
    default:
      return t.message.unsupported((line as { is: string }).is);
  }
}

/** Whom a comment calls: every operator whose whole name stands behind an @. The longest name wins. */
export function mentionsIn(text: string, operators: readonly Operator[]): OperatorId[] {
  const found = new Set<OperatorId>();
  const byLength = [...operators].sort((a, b) => b.name.length - a.name.length);
  for (const { index } of text.matchAll(/@/g)) {
    const rest = text.slice(index + 1).toLocaleLowerCase();
    const named = byLength.find(({ name }) => startsWithName(rest, name.toLocaleLowerCase()));
    if (named) found.add(named.id);
  }
  return [...found];
}

function startsWithName(rest: string, name: string): boolean {
  return rest.startsWith(name) && !/^[\p{L}\p{N}]/u.test(rest.slice(name.length));
}
