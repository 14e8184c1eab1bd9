import { suite } from './lib/suite.mjs';
import { assert, get, post, patch, del, ok, failed, namespace, configMap, secret, P, T, kc, k8s } from './lib/kube.mjs';

const names = (l) => l.items.map((i) => i.metadata.name);
suite('list', (behaviour) => {
  behaviour('label selectors: =, ==, !=, in, notin, exists, not exists, conjunction', async (t) => {
    const ns = await namespace(t);
    for (const [n, labels] of [['a', { env: 'prod', tier: 'web' }], ['b', { env: 'dev', tier: 'web' }], ['c', { env: 'dev' }], ['d', { other: 'x' }]]) ok(await post(P.cm(ns), configMap(n, {}, { labels })), 201);
    const sel = async (labelSelector) => names(ok(await get(P.cm(ns), { query: { labelSelector } }))).filter((n) => n.length === 1);
    assert.deepEqual(await sel('env=dev'), ['b', 'c']);
    assert.deepEqual(await sel('env==dev'), ['b', 'c']);
    assert.deepEqual(await sel('env!=dev'), ['a', 'd'], '!= also matches objects without the label');
    assert.deepEqual(await sel('env in (dev, prod)'), ['a', 'b', 'c']);
    assert.deepEqual(await sel('env notin (dev)'), ['a', 'd']);
    assert.deepEqual(await sel('tier'), ['a', 'b']);
    assert.deepEqual(await sel('!tier'), ['c', 'd']);
    assert.deepEqual(await sel('env=dev,tier=web'), ['b']);
    assert.deepEqual(await sel('env=dev,!tier'), ['c']);
    assert.deepEqual(await sel('env='), []);
  });
  behaviour('field selectors: metadata.name, metadata.namespace; unknown fields are 400', async (t) => {
    const ns = await namespace(t);
    for (const n of ['a', 'b']) ok(await post(P.cm(ns), configMap(n)), 201);
    assert.deepEqual(names(ok(await get(P.cm(ns), { query: { fieldSelector: 'metadata.name=a' } }))), ['a']);
    assert.deepEqual(names(ok(await get('/api/v1/configmaps', { query: { fieldSelector: `metadata.namespace=${ns},metadata.name!=a` } }))).filter((n) => n.length === 1), ['b']);
    const s = failed(await get(P.cm(ns), { query: { fieldSelector: 'data.k=v' } }), 400, 'BadRequest');
    assert.match(s.message, /"data\.k" is not a known field selector: only "metadata\.name", "metadata\.namespace"/);
    failed(await get(P.cm(ns), { query: { fieldSelector: 'nonsense' } }), 400, 'BadRequest');
  });
  behaviour('all namespaces: the cluster-wide collection path', async (t) => {
    const [n1, n2] = [await namespace(t), await namespace(t)];
    const labels = { run: n1 };
    ok(await post(P.cm(n1), configMap('a', {}, { labels })), 201); ok(await post(P.cm(n2), configMap('a', {}, { labels })), 201);
    const l = ok(await get('/api/v1/configmaps', { query: { labelSelector: `run=${n1}` } }));
    assert.deepEqual(l.items.map((i) => i.metadata.namespace).sort(), [n1, n2].sort());
  });
  behaviour('limit/continue: pages of one snapshot, remainingItemCount, no continue on the last page', async (t) => {
    const ns = await namespace(t);
    for (let i = 0; i < 7; i++) ok(await post(P.secret(ns), secret(`s${i}`)), 201);
    const p1 = ok(await get(P.secret(ns), { query: { limit: 3 } }));
    assert.deepEqual(names(p1), ['s0', 's1', 's2']); assert.equal(p1.metadata.remainingItemCount, 4); assert.ok(p1.metadata.continue.length > 0);
    ok(await post(P.secret(ns), secret('s4x')), 201); ok(await del(P.secret(ns, 's5')), 200);
    const p2 = ok(await get(P.secret(ns), { query: { limit: 3, continue: p1.metadata.continue } }));
    assert.deepEqual(names(p2), ['s3', 's4', 's5'], 'a consistent snapshot'); assert.equal(p2.metadata.resourceVersion, p1.metadata.resourceVersion); assert.equal(p2.metadata.remainingItemCount, 1);
    const p3 = ok(await get(P.secret(ns), { query: { limit: 3, continue: p2.metadata.continue } }));
    assert.deepEqual(names(p3), ['s6']); assert.equal(p3.metadata.continue, undefined); assert.equal(p3.metadata.remainingItemCount, undefined);
    assert.deepEqual(names(ok(await get(P.secret(ns)))), ['s0', 's1', 's2', 's3', 's4', 's4x', 's6']);
  });
  behaviour('read your writes: a list right after a create contains it and is not older', async (t) => {
    const ns = await namespace(t);
    for (let i = 0; i < 5; i++) {
      const c = ok(await post(P.cm(ns), configMap(`c${i}`)), 201);
      const l = ok(await get(P.cm(ns)));
      assert.ok(names(l).includes(`c${i}`)); assert.ok(BigInt(l.metadata.resourceVersion) >= BigInt(c.metadata.resourceVersion));
    }
  });
  behaviour('resourceVersion is one increasing sequence over all types', async (t) => {
    const ns = await namespace(t);
    const a = ok(await post(P.cm(ns), configMap('a')), 201).metadata.resourceVersion;
    const b = ok(await post(P.secret(ns), secret('b')), 201).metadata.resourceVersion;
    const c = ok(await patch(P.cm(ns, 'a'), T.merge, { data: { k: '2' } }), 200).metadata.resourceVersion;
    assert.ok(BigInt(a) < BigInt(b) && BigInt(b) < BigInt(c));
  });
  behaviour('client-node: lists with selectors and pagination', async (t) => {
    const ns = await namespace(t);
    const api = kc.makeApiClient(k8s.CoreV1Api);
    for (let i = 0; i < 5; i++) await api.createNamespacedSecret({ namespace: ns, body: { metadata: { name: `s${i}`, labels: { p: 'q' } } } });
    const seen = [];
    let _continue;
    do { const l = await api.listNamespacedSecret({ namespace: ns, labelSelector: 'p=q', limit: 2, _continue }); seen.push(...names(l)); _continue = l.metadata._continue; } while (_continue);
    assert.deepEqual(seen, ['s0', 's1', 's2', 's3', 's4']);
  });
});
