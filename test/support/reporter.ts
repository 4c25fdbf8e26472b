import Mocha from 'mocha';

/** Mocha's own report, closed by one line that a script can read: `N passed, N failed`. */
class ClosingLineReporter extends Mocha.reporters.Spec {
  override epilogue(): void {
    super.epilogue();
    const { passes = 0, failures = 0, pending = 0 } = this.stats ?? {};
    if (pending > 0) console.log(`${pending} pending`);
    console.log(`${passes} passed, ${failures} failed`);
  }
}

// Mocha loads a reporter with `require`, and takes what that returns for the class.
export { ClosingLineReporter as 'module.exports' };
