const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * A text as Slack shows it unchanged: a `<!channel>` in somebody's reason must call nobody. Cut, with an ellipsis, to
 * `limit` characters after escaping: Slack refuses the whole message when one text is too long.
 */
export function mrkdwn(text: string, limit: number): string {
  let shown = '';
  // By whole characters: half of an emoji is no text.
  for (const character of text) {
    const escaped = ESCAPES[character] ?? character;
    if (shown.length + escaped.length >= limit) return `${shown}…`;
    shown += escaped;
  }
  return shown;
}
