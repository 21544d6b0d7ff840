// A whole talk for paper or a file: loaded page by page to its beginning, each message as a line with who and when.
import { fullTime, t } from '../i18n';
import type { Api } from '../net/http';
import { chatPath } from '../net/perform';
import type { Chat, Message, MessagePage } from '../proto';
import { inOrder, placeOf } from '../sync/order';
import { placeWords } from './content';
import { lineWords, type NameOf } from './lines';

/** Pages of fifty messages: beyond them a talk is cut, at its old end. */
export const PAGES_MAX = 1000;

export interface Talk {
  readonly messages: readonly Message[];
  /** It began earlier than what was loaded. */
  readonly isCut: boolean;
}

export interface TalkLine {
  readonly id: string;
  readonly at: number;
  /** Null: what was done to the chat, which nobody said. */
  readonly author: string | null;
  readonly text: string;
  readonly isComment: boolean;
}

/** All of it, oldest first; `onpage` hears how many messages are there. Throws [`Failed`], or when `given` is aborted. */
export async function wholeTalk(
  api: Api,
  chat: string,
  onpage: (messages: number) => void,
  given: AbortSignal,
): Promise<Talk> {
  const all = new Map<string, Message>();
  let query: string | null = '';
  for (let page = 0; page < PAGES_MAX && query !== null; page++) {
    const got: MessagePage = await api.call('GET', chatPath(chat, `/messages${query}`), undefined, given);
    for (const message of got.messages) all.set(message.id, message);
    onpage(all.size);
    query = olderThan(got);
  }
  return { messages: inOrder(all.values()), isCut: query !== null };
}

function olderThan({ messages, has_older, cursor }: MessagePage): string | null {
  const first = messages[0];
  if (cursor !== undefined) return `?cursor=${encodeURIComponent(cursor)}`;
  return has_older && first ? `?before=${encodeURIComponent(placeOf(first.id))}` : null;
}

/** As it is read: comments only where they are wanted, what was taken back only as that. */
export function talkLines(
  messages: readonly Message[],
  { chat, nameOf, hasComments }: { chat: Chat; nameOf: NameOf; hasComments: boolean },
): TalkLine[] {
  return messages.flatMap((message) => {
    const { id, at, origin, content } = message;
    const isComment = origin.from === 'comment';
    if (isComment && !hasComments) return [];
    const text = message.deleted ? `[${t.message.deleted}]` : textOf(message, nameOf, hasComments);
    return [
      { id, at, author: content.type === 'line' ? null : authorOf(message, chat, nameOf), text, isComment },
    ];
  });
}

function authorOf({ origin }: Message, chat: Chat, nameOf: NameOf): string {
  switch (origin.from) {
    case 'contact':
      return chat.name;
    case 'operator':
      return nameOf(origin.by);
    case 'comment':
      return t.search.said.comment(nameOf(origin.by));
    case 'automatic':
      return t.message.automatic;
    case 'outside':
      return t.message.outside;
    default:
      return t.product;
  }
}

function textOf({ content, at }: Message, nameOf: NameOf, hasComments: boolean): string {
  switch (content.type) {
    case 'text':
      return content.text;
    case 'comment':
      return content.comment.text;
    case 'media': {
      const files = content.media.files.map(({ kind, name }) => {
        const words = t.file.kinds[kind];
        return name === undefined ? `[${words}]` : `[${words}: ${name}]`;
      });
      return [...files, content.media.caption ?? ''].filter(Boolean).join(' ');
    }
    case 'location': {
      const { title, address } = content.location;
      const words = [title ?? t.content.place, address, placeWords(content.location)]
        .filter(Boolean)
        .join(', ');
      return `[${words}] ${content.caption ?? ''}`.trim();
    }
    case 'shared_contact':
      return `[${content.shared.name || t.content.somebody} ${content.shared.phone}]`;
    case 'poll':
      return [
        `[${t.content.poll}] ${content.poll.question}`,
        ...content.poll.options.map((one) => `– ${one}`),
      ].join('\n');
    case 'dice':
      return `${content.dice.emoji} ${content.dice.value}`;
    case 'press':
      return `[${t.content.pressed} ${content.press.label}]`;
    case 'line': {
      const { line } = content;
      // What goes along with a forwarded chat is a comment too.
      const comment = line.is === 'forwarded' && hasComments ? line.comment : undefined;
      return [lineWords(line, nameOf, at), comment].filter(Boolean).join('\n');
    }
    default:
      return t.message.unsupported(content.type === 'unsupported' ? content.kind : t.message.unknownKind);
  }
}

/** The lines as a plain file. Further lines of one message are set in, so that nobody's words look like another's. */
export function talkText(heading: string, lines: readonly TalkLine[]): string {
  const set = lines.map(({ at, author, text }) => {
    const words = text.replaceAll(/\r?\n/g, '\n    ');
    return author === null ? `[${fullTime(at)}] — ${words}` : `[${fullTime(at)}] ${author}: ${words}`;
  });
  return [heading, '', ...set, ''].join('\n');
}
