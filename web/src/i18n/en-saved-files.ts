// Words about files of saved replies.

export const savedFileWords = (count: (n: number, one: string, other: string) => string) => ({
  savedFiles: {
    label: 'Files',
    add: 'Add files',
    hint: (files: number, megabytes: number) => `Up to ${files}, each up to ${megabytes} MB.`,
    count: (n: number) => count(n, 'file', 'files'),
  },
});
