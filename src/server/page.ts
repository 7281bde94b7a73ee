import type { Language } from '../base/text.ts';
import { version } from './version.ts';

const words = {
  en: {
    title: 'One record per customer, measured, graded, and shared as consent allows.',
    graph: 'the graph. It describes itself by introspection and shows each role what that role may see.',
    health: 'alive; ready to answer.',
    token: 'A token',
    signIn: 'A token is the access token of this sign-in service',
    after: 'Then',
    colon: ': ',
    stop: '. ',
  },
  zh: {
    title: '一户一档：度量、评级，并按授权共享。',
    graph: '接口。内省可查看其说明，各角色只看到自己有权查看的内容。',
    health: '是否存活；是否可以应答。',
    token: '获取令牌',
    signIn: '令牌是此登录服务的访问令牌',
    after: '然后',
    colon: '：',
    stop: '。',
  },
} as const;

/** What a browser sees at `/`: what this is and where to look; `issuer` is where people sign in, when it is not `assay token`. */
export function page(url: string, language: Language, issuer: string | undefined): string {
  const { title, graph, health, token, signIn, after, colon, stop } = words[language];
  const way = issuer === undefined ? `${token}${colon}<code>npx assay token --role agent</code>` : `${signIn}${colon}<code>${escaped(issuer)}</code>`;
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><title>Assay</title><meta name="viewport" content="width=device-width">
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color:#1d2430}code,pre{background:#f0f2f5;border-radius:4px;padding:.1rem .3rem}pre{padding:.8rem;overflow:auto}</style></head>
<body>
<h1>Assay ${version}</h1>
<p>${title}</p>
<ul>
<li><code>POST /graphql</code>${colon}${graph}</li>
<li><code>GET /livez</code>, <code>GET /readyz</code>${colon}${health}</li>
</ul>
<p>${way}${stop}${after}${colon}</p>
<pre>curl -s ${escaped(url)}/graphql -H "authorization: Bearer ${issuer === undefined ? '$(npx assay token --role agent)' : '$TOKEN'}" \\
  -H 'content-type: application/json' -d '{"query":"{ about { name version } }"}'</pre>
</body></html>
`;
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
