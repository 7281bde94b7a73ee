import { version } from './version.ts';

/** What a browser sees at `/`: what this is and where to look. */
export const page = (url: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Assay</title><meta name="viewport" content="width=device-width">
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:44rem;margin:3rem auto;padding:0 1rem;color:#1d2430}code,pre{background:#f0f2f5;border-radius:4px;padding:.1rem .3rem}pre{padding:.8rem;overflow:auto}</style></head>
<body>
<h1>Assay ${version}</h1>
<p>One record per customer, measured, graded, and shared as consent allows. <span lang="zh">一户一档：度量、评级，并按授权共享。</span></p>
<ul>
<li><code>POST /graphql</code>: the graph. It describes itself by introspection and shows each role what that role may see.</li>
<li><code>GET /livez</code>, <code>GET /readyz</code>: alive; ready to answer.</li>
</ul>
<p>A token: <code>npx assay token --role agent</code>. Then:</p>
<pre>curl -s ${url}/graphql -H "authorization: Bearer $(npx assay token --role agent)" \\
  -H 'content-type: application/json' -d '{"query":"{ about { name version } }"}'</pre>
</body></html>
`;
