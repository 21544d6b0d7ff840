// What is shown on the screen for what a push service brought: one notice per chat, which grows.
import type { PushedChat, PushNotice } from '../proto';
import { wordsIn, type Words } from './words';

/** What a notice remembers of itself. */
export interface Kept {
  /** Which chat it is about; absent: none. */
  chat?: string;
  /** Up to which commit of it. */
  version?: number;
  /** Messages it has told of. */
  messages?: number;
}

export interface Shown {
  title: string;
  body: string;
  /** Notices of the same tag take each other's place. */
  tag: string;
  kept: Kept;
}

const PRODUCT = 'Switchboard';

/** What is to be shown. `standing`: what stands on the screen, by tag. */
export function shownOf(notice: PushNotice, standing: ReadonlyMap<string, Kept>): Shown[] {
  const words = wordsIn(notice.language);
  const about = (tag: string, body: string): Shown => ({ title: PRODUCT, body, tag, kept: {} });
  const shown = notice.chats.map((chat) => ofChat(chat, words, standing.get(tagOf(chat))?.messages ?? 0));
  if (notice.more > 0) shown.push(about('more', words.more(notice.more)));
  if (notice.waiting > 0) shown.push(about('waiting', words.waiting(notice.waiting)));
  if (notice.is_test) shown.push(about('test', words.test));
  return shown;
}

const tagOf = ({ chat }: PushedChat) => `chat:${chat}`;

function ofChat(news: PushedChat, words: Words, before: number): Shown {
  const messages = before + news.messages;
  const lines = [
    ...(news.mentioned_by === undefined ? [] : [words.mentioned(news.mentioned_by)]),
    ...(news.is_reminder ? [words.reminder] : []),
    ...(news.is_given ? [words.given(messages)] : []),
    ...(!news.is_given && news.messages > 0 ? [words.messages(messages)] : []),
    ...(news.text === undefined ? [] : [`“${news.text}”`]),
  ];
  const kept = { chat: news.chat, version: news.version, messages };
  return { title: news.name, body: lines.join('\n'), tag: tagOf(news), kept };
}
