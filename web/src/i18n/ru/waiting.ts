// The words where nothing is open yet, in Russian.
import type { waitingWords as English } from '../en-waiting';
import { count } from './count';

export const waitingWords: typeof English = {
  unread: (n: number) => `Непрочитанные сообщения: ${count(n, 'чат', 'чата', 'чатов')}.`,
  show: 'Показать чаты с новыми сообщениями',
};
