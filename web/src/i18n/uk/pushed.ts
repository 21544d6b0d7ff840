// The words about notices by one's browsers, in Ukrainian.
import type { Messages } from '../en';

export const pushedWords: Messages['pushed'] = {
  heading: 'Сповіщення на цьому пристрої',
  here: 'Сповіщати на цьому пристрої',
  hint: 'Через браузер, навіть коли сторінку закрито. Після виходу нічого не надходить.',
  impossible: 'Цей браузер тут не може показувати сповіщення: потрібна захищена адреса.',
  blocked: 'Браузер забороняє сповіщення. Дозвольте їх для цієї адреси в налаштуваннях браузера.',
  noService: 'У цього браузера немає служби, яка могла б його розбудити.',
  tested: 'Уже в дорозі.',
  others: 'Інші ваші браузери зі сповіщеннями',
  since: (time) => `з ${time}`,
  remove: 'Вимкнути',
  removeOf: (name) => `Вимкнути: ${name}`,
};
