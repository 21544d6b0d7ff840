// Russian words about files of saved replies.
import type { savedFileWords as English } from '../en-saved-files';
import { count } from './count';

export const savedFileWords: ReturnType<typeof English> = {
  savedFiles: {
    label: 'Файлы',
    add: 'Добавить файлы',
    hint: (files, megabytes) => `До ${files}, каждый до ${megabytes} МБ.`,
    count: (n) => count(n, 'файл', 'файла', 'файлов'),
  },
};
