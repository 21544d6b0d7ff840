// Words about what the desk costs.

const plural = new Intl.PluralRules('en');

const count = (n: number, one: string, other: string) => `${n} ${plural.select(n) === 'one' ? one : other}`;

export const costWords = {
  costs: {
    heading: 'What this month’s messages cost',
    hint: 'At list prices of AWS (us-east-1, November 2026), from what the desk counts. On one machine of your own nothing of it is billed.',
    count: 'Count this month',
    again: 'Count again',
    counting: (chats: number) => `${count(chats, 'chat', 'chats')} counted…`,
    about: (sum: string) => `about $${sum}`,
    month: (month: string, sum: string) => `${month}: ${sum}`,
    thousand: (sum: string) => `${sum} for a thousand messages`,
    counted: 'Counted: talks that were closed this month, and those that go on',
    counts: (inbound: number, outbound: number, closed: number) =>
      `${count(inbound, 'message', 'messages')} in, ${count(outbound, 'answer', 'answers')} out, ${count(closed, 'talk', 'talks')} closed`,
    kinds: { writes: 'Written to the table', requests: 'Requests' },
    perMillion: (dollars: string) => `$${dollars} per million`,
    not: 'Messages in, answers out, talks closed, each times what one takes at most. Not counted, and so not shown: reads, the functions’ time, news to open browsers, stored files.',
  },
};
