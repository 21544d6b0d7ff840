// Ukrainian words for refusals about messengers: what they take, and the one an operator is told in.
import type { messengerRefusals as English } from '../en-messengers';

export const messengerRefusals: typeof English = {
  no_such_messenger: 'Такий месенджер тут невідомий.',
  file_too_large: 'Файл завеликий для месенджера.',
  files_apart: 'Месенджер не надішле ці файли одним повідомленням.',
  no_such_upload: 'Файлу тут уже немає. Виберіть його знову.',
  upload_unfinished: 'Файл завантажено не до кінця.',
  no_such_file: 'Такого файлу немає.',
  bad_file: 'Месенджер не приймає цей файл.',
  text_empty: 'Текст порожній.',
  text_too_long: 'Текст задовгий для цього месенджера.',
  identity_blocked: 'Контакт заблокував цей канал. Виберіть інший або зачекайте, доки контакт напише.',
  outbox_full: 'У цьому чаті забагато відповідей ще чекають на месенджер.',
  nobody_to_write_to: 'Жодного бота чи спільноти цього месенджера ще не підключено.',
  not_offered: 'У цьому месенджері такого немає.',
  bad_text: 'Месенджер не приймає цей текст.',
  no_such_channel: 'Цього каналу тут більше немає.',
  channel_removed: 'Канал видалено: через нього більше нічого не проходить.',
  channel_busy: 'Канал саме підключається. Повторіть за хвилину.',
  not_linkable: 'Через цей канал зараз не можна підключити месенджер.',
  not_linked: 'Спершу підключіть месенджер.',
  not_editable: 'Це повідомлення не можна змінити.',
  not_deletable: 'Це повідомлення не можна видалити.',
  change_under_way: 'Повідомлення вже змінюється. Зачекайте трохи.',
  delivery_uncertain: 'Невідомо, чи дійшло це повідомлення до контакту, тому змінити його не можна.',
  out_of_time: 'Повідомлення надто давнє: месенджер цього вже не дозволяє.',
};
