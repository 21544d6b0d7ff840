// The words where nothing is open yet, in Ukrainian.
import type { waitingWords as English } from '../en-waiting';
import { count } from './count';

export const waitingWords: typeof English = {
  unread: (n: number) => `Непрочитані повідомлення: ${count(n, 'чат', 'чати', 'чатів')}.`,
  show: 'Показати чати з новими повідомленнями',
};
