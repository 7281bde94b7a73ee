import type { Command } from 'commander';
import { problem } from '../access/errors.ts';
import { roles } from '../access/role.ts';
import { issueToken, roleNamed, subjectNamed } from '../access/token.ts';
import { clock } from '../server/clock.ts';
import { config } from '../server/config.ts';
import { loadKeys } from '../server/keys.ts';
import { answer, run } from './out.ts';

export function register(program: Command): void {
  program
    .command('token')
    .description("print a token for one of the company's own people")
    .requiredOption('--role <role>', `what the token may see: ${roles.join(', ')}`)
    .option('--subject <name>', 'whose token it is (default: the role)')
    .option('--json', 'print one line of JSON')
    .action(
      run(async ({ role: name, subject: given, json }: { role: string; subject?: string; json?: boolean }) => {
        const role = roleNamed(name);
        const subject = subjectNamed(given ?? role);
        const settings = config();
        if (!settings.ownTokens) throw problem('ACCESS_TOKEN_OWN', { issuer: settings.signIn?.issuer ?? '' });
        const { token: key } = await loadKeys(settings);
        const token = await issueToken(key, { role, subject }, clock());
        answer(json, { token, role, subject }, token);
      }),
    );
}
