// Ukrainian words about files of saved replies.
import type { savedFileWords as English } from '../en-saved-files';
import { count } from './count';

export const savedFileWords: ReturnType<typeof English> = {
  savedFiles: {
    label: 'Файли',
    add: 'Додати файли',
    hint: (files, megabytes) => `До ${files}, кожен до ${megabytes} МБ.`,
    count: (n) => count(n, 'файл', 'файли', 'файлів'),
  },
};
