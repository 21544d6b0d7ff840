// One thing an operator asks for at a time: whether it is under way, and in words what spoke against it.
import { failureWords } from '../i18n';

export class Attempt {
  isBusy = $state(false);
  problem = $state('');

  /** Does it unless something is under way; whether it worked. */
  async run(change: () => Promise<void>): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.problem = '';
    try {
      await change();
      return true;
    } catch (error) {
      // Nobody waits for it any more.
      if (error instanceof DOMException && error.name === 'AbortError') return false;
      this.problem = failureWords(error);
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}
