// The words where nothing is open yet: how much waits, and the way there.
const plural = new Intl.PluralRules('en');

export const waitingWords = {
  unread: (n: number) =>
    plural.select(n) === 'one' ? `${n} chat has unread messages.` : `${n} chats have unread messages.`,
  show: 'Show the unread chats',
};
