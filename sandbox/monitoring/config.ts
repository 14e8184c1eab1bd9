export type Targets = { readonly ingressMetrics: number; readonly clusterMetrics: number };

/**
 * Prometheus' configuration, with the series and labels an installation beside a real cluster has: Traefik's own
 * metrics, kube-state-metrics and kubelets with their own labels kept, and the ERP's web pods. Debian's build has no discovery by the
 * Kubernetes API, so the sandbox tells the pods with that discovery's labels, and the relabelling is the usual one.
 */
export const prometheusConfig = ({ ingressMetrics, clusterMetrics }: Targets): string => `\
global:
  scrape_interval: 2s
  scrape_timeout: 2s
scrape_configs:
  - job_name: traefik
    static_configs:
      - targets: ["127.0.0.1:${ingressMetrics}"]
  - job_name: kube-state-metrics
    honor_labels: true
    static_configs:
      - targets: ["127.0.0.1:${clusterMetrics}"]
  - job_name: kubelet
    honor_labels: true
    metrics_path: /kubelet
    scrape_interval: 5s
    scrape_timeout: 4s
    static_configs:
      - targets: ["127.0.0.1:${clusterMetrics}"]
  - job_name: erp
    scrape_interval: 5s
    scrape_timeout: 4s
    http_sd_configs:
      - url: http://127.0.0.1:${clusterMetrics}/pods
        refresh_interval: 2s
    relabel_configs:
      - source_labels: [__meta_kubernetes_pod_label_app_kubernetes_io_component]
        regex: web|web-canary
        action: keep
      - source_labels: [__meta_kubernetes_pod_phase]
        regex: Running
        action: keep
      - source_labels: [__meta_kubernetes_namespace]
        target_label: namespace
      - source_labels: [__meta_kubernetes_pod_name]
        target_label: pod
      - regex: __meta_kubernetes_pod_label_(app_kubernetes_io_component|app_kubernetes_io_version)
        action: labelmap
`;
