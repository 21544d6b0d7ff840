// What notices say. The worker has no page to borrow words from, and must not ask for any when it is woken.

export interface Words {
  given: (messages: number) => string;
  messages: (count: number) => string;
  mentioned: (by: string) => string;
  reminder: string;
  more: (chats: number) => string;
  waiting: (chats: number) => string;
  test: string;
}

const en: Words = {
  given: (n) => (n > 1 ? `New chat for you, ${n} messages` : 'New chat for you'),
  messages: (n) => (n === 1 ? 'New message' : `${n} new messages`),
  mentioned: (by) => `${by} mentioned you`,
  reminder: 'You put this aside until now',
  more: (n) => (n === 1 ? 'News in one more chat' : `News in ${n} more chats`),
  waiting: (n) =>
    n === 1 ? 'A chat waits and nobody can take it' : `${n} chats wait and nobody can take them`,
  test: 'This is a test: your notices arrive here.',
};

type Forms = [one: string, few: string, many: string];

/** The form Russian and Ukrainian want after a number. */
function form(language: string, n: number, [one, few, many]: Forms): string {
  const category = new Intl.PluralRules(language).select(n);
  return `${n} ${category === 'one' ? one : category === 'few' ? few : many}`;
}

const ruMessages = (n: number) => form('ru', n, ['новое сообщение', 'новых сообщения', 'новых сообщений']);

const ru: Words = {
  given: (n) => (n > 1 ? `Новый чат для вас, ${ruMessages(n)}` : 'Новый чат для вас'),
  messages: (n) => (n === 1 ? 'Новое сообщение' : ruMessages(n)),
  mentioned: (by) => `${by} упоминает вас`,
  reminder: 'Вы отложили этот чат до этого времени',
  more: (n) => `Новости ещё в ${form('ru', n, ['чате', 'чатах', 'чатах'])}`,
  waiting: (n) => `${form('ru', n, ['чат ждёт', 'чата ждут', 'чатов ждут'])}, и взять некому`,
  test: 'Это проверка: уведомления приходят сюда.',
};

const ukMessages = (n: number) =>
  form('uk', n, ['нове повідомлення', 'нових повідомлення', 'нових повідомлень']);

const uk: Words = {
  given: (n) => (n > 1 ? `Новий чат для вас, ${ukMessages(n)}` : 'Новий чат для вас'),
  messages: (n) => (n === 1 ? 'Нове повідомлення' : ukMessages(n)),
  mentioned: (by) => `${by} згадує вас`,
  reminder: 'Ви відклали цей чат до цього часу',
  more: (n) => `Новини ще в ${form('uk', n, ['чаті', 'чатах', 'чатах'])}`,
  waiting: (n) => `${form('uk', n, ['чат чекає', 'чати чекають', 'чатів чекають'])}, і взяти нікому`,
  test: 'Це перевірка: сповіщення надходять сюди.',
};

const ALL: Readonly<Record<string, Words>> = { en, ru, uk };

/** In this language, or in English. */
export function wordsIn(language: string): Words {
  return ALL[language] ?? en;
}
