import { suite } from './lib/suite.mjs';
import { assert, get, post, put, patch, apply, ok, failed, namespace, secret, P, T, kc, k8s } from './lib/kube.mjs';

const b64 = (s) => Buffer.from(s).toString('base64');
suite('secrets and configmaps', (behaviour) => {
  behaviour('stringData is write-only and wins over data; type Opaque by default', async (t) => {
    const ns = await namespace(t);
    const s = ok(await post(P.secret(ns), secret('s', { data: { a: b64('1'), b: b64('2') }, stringData: { b: 'zwei', c: 'ü' } })), 201);
    assert.equal(s.type, 'Opaque'); assert.deepEqual(s.data, { a: b64('1'), b: b64('zwei'), c: b64('ü') }); assert.equal(s.stringData, undefined);
    const r = ok(await patch(P.secret(ns, 's'), T.merge, { stringData: { c: 'neu' } }), 200);
    assert.deepEqual(r.data, { a: b64('1'), b: b64('zwei'), c: b64('neu') });
    const m = ok(await patch(P.secret(ns, 's'), T.merge, { data: { a: null } }), 200);
    assert.equal(m.data.a, undefined);
    const p = ok(await put(P.secret(ns, 's'), secret('s', { stringData: { only: 'x' } })), 200);
    assert.deepEqual(p.data, { only: b64('x') });
  });
  behaviour('binary values round-trip', async (t) => {
    const ns = await namespace(t);
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    ok(await post(P.secret(ns), secret('s', { data: { bin: bytes.toString('base64'), empty: '' } })), 201);
    const s = ok(await get(P.secret(ns, 's')));
    assert.ok(Buffer.from(s.data.bin, 'base64').equals(bytes)); assert.equal(s.data.empty, '');
    ok(await post(P.cm(ns), { metadata: { name: 'c' }, data: { t: 'x' }, binaryData: { b: bytes.toString('base64') } }), 201);
    assert.ok(Buffer.from(ok(await get(P.cm(ns, 'c'))).binaryData.b, 'base64').equals(bytes));
    const both = failed(await post(P.cm(ns), { metadata: { name: 'd' }, data: { x: '1' }, binaryData: { x: 'MQ==' } }), 422, 'Invalid');
    assert.match(both.message, /duplicate of key present in (data|binaryData)/);
  });
  behaviour('applied secrets: keys of data come and go with the applied set', async (t) => {
    const ns = await namespace(t);
    const body = (data) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data });
    assert.deepEqual(ok(await apply(P.secret(ns, 's'), 'm', body({ a: b64('1'), b: b64('2') })), 201).data, { a: b64('1'), b: b64('2') });
    assert.deepEqual(ok(await apply(P.secret(ns, 's'), 'm', body({ a: b64('3') })), 200).data, { a: b64('3') });
  });
  behaviour('client-node: secrets as base64 strings', async (t) => {
    const ns = await namespace(t);
    const api = kc.makeApiClient(k8s.CoreV1Api);
    const s = await api.createNamespacedSecret({ namespace: ns, body: { metadata: { name: 's' }, stringData: { a: 'x' } } });
    assert.equal(s.data.a, b64('x')); assert.equal(typeof s.data.a, 'string');
  });
});
