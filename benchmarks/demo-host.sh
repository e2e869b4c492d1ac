#!/usr/bin/env bash
# demo-host.sh: fills the empty engine of DOCKER_HOST with the busy host of the demo.
#
#   DOCKER_HOST=unix:///tmp/x/docker.sock benchmarks/demo-host.sh
#   inspector collect --name docker-01 -o reports/demo/host.json unix:///tmp/x/docker.sock
#
# The containers really run, under the settings that their images' pages and forums recommend; the programs in them are
# Debian's static busybox (package busybox-static), asleep. Names and passwords are made up.
set -euo pipefail

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
mkdir -p "$root"/{bin,sbin,etc,tmp,usr/bin,usr/local/bin,var/run}
cp /bin/busybox "$root/bin/busybox"
for applet in sh sleep; do ln -s busybox "$root/bin/$applet"; done
printf '%s\n' root:x:0:0:root:/:/bin/sh app:x:10001:10001::/:/bin/sh nginx:x:101:101::/:/bin/sh nobody:x:65534:65534::/:/bin/sh \
  postgres:x:999:999::/:/bin/sh jenkins:x:1000:1000::/:/bin/sh grafana:x:472:0::/:/bin/sh >"$root/etc/passwd"
printf '%s\n' root:x:0: app:x:10001: nginx:x:101: nobody:x:65534: postgres:x:999: jenkins:x:1000: docker:x:998: >"$root/etc/group"
printf '#!/bin/sh\nexec sleep 1000000\n' >"$root/bin/asleep"
chmod 755 "$root/bin/asleep"
for program in docker-entrypoint.sh bin/node_exporter bin/prometheus entrypoint.sh init portainer watchtower usr/bin/dumb-init \
  usr/bin/cadvisor usr/bin/pyroscope usr/bin/restic usr/bin/backup run.sh tini usr/local/bin/dockerd-entrypoint.sh \
  usr/local/bin/docker-entrypoint.sh fluent-bit/bin/fluent-bit usr/bin/registry; do
  mkdir -p "$root/$(dirname "$program")"
  ln -s /bin/asleep "$root/$program"
done

image() { # NAME CHANGE...: what the real image of that name declares
  local name=$1 changes=()
  shift
  for change in "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" "$@"; do changes+=(--change "$change"); done
  tar -C "$root" -c . | docker import "${changes[@]}" - "$name" >/dev/null
}

image traefik:v3.1 'ENTRYPOINT ["/entrypoint.sh"]' 'CMD ["traefik"]' 'EXPOSE 80'
image portainer/portainer-ce:2.21.4 'ENTRYPOINT ["/portainer"]' 'EXPOSE 8000 9000 9443' 'VOLUME /data'
image gitlab/gitlab-runner:v17.5.3 'ENTRYPOINT ["/usr/bin/dumb-init","/entrypoint.sh"]' 'CMD ["run","--user=gitlab-runner"]' 'VOLUME /etc/gitlab-runner'
image docker:27-dind 'ENTRYPOINT ["dockerd-entrypoint.sh"]' 'ENV DOCKER_VERSION=27.3.1' 'ENV DOCKER_TLS_CERTDIR=/certs' 'EXPOSE 2375 2376' 'VOLUME /var/lib/docker'
image docker:27-cli 'ENTRYPOINT ["docker-entrypoint.sh"]' 'CMD ["sh"]' 'ENV DOCKER_VERSION=27.3.1' 'ENV DOCKER_TLS_CERTDIR=/certs'
image tecnativa/docker-socket-proxy:0.3.0 'ENTRYPOINT ["/docker-entrypoint.sh"]' 'CMD ["haproxy","-f","/usr/local/etc/haproxy/haproxy.cfg"]' \
  'ENV AUTH=0' 'ENV BUILD=0' 'ENV CONTAINERS=0' 'ENV EVENTS=1' 'ENV EXEC=0' 'ENV IMAGES=0' 'ENV INFO=0' 'ENV LOG_LEVEL=info' 'ENV NETWORKS=0' \
  'ENV PING=1' 'ENV POST=0' 'ENV SECRETS=0' 'ENV SERVICES=0' 'ENV SYSTEM=0' 'ENV TASKS=0' 'ENV VERSION=1' 'ENV VOLUMES=0' 'EXPOSE 2375'
image ghcr.io/gethomepage/homepage:v0.9.11 'ENTRYPOINT ["docker-entrypoint.sh"]' 'CMD ["node","server.js"]' 'EXPOSE 3000'
image containrrr/watchtower:1.7.1 'ENTRYPOINT ["/watchtower"]' 'EXPOSE 8080'
image offen/docker-volume-backup:v2.43.0 'ENTRYPOINT ["/usr/bin/backup","-foreground"]'
image prom/node-exporter:v1.8.2 'USER nobody' 'ENTRYPOINT ["/bin/node_exporter"]' 'EXPOSE 9100'
image gcr.io/cadvisor/cadvisor:v0.49.1 'ENTRYPOINT ["/usr/bin/cadvisor","-logtostderr"]' 'EXPOSE 8080'
image grafana/pyroscope:1.9.1 'ENTRYPOINT ["/usr/bin/pyroscope"]' 'EXPOSE 4040'
image prom/prometheus:v2.55.1 'USER nobody' 'ENTRYPOINT ["/bin/prometheus"]' 'CMD ["--config.file=/etc/prometheus/prometheus.yml"]' 'EXPOSE 9090' 'VOLUME /prometheus'
image grafana/grafana:11.3.0 'USER 472' 'ENTRYPOINT ["/run.sh"]' 'EXPOSE 3000'
image fluent/fluent-bit:3.1 'ENTRYPOINT ["/fluent-bit/bin/fluent-bit"]' 'CMD ["-c","/fluent-bit/etc/fluent-bit.conf"]' 'EXPOSE 2020'
image lscr.io/linuxserver/wireguard:1.0.20210914 'ENTRYPOINT ["/init"]' 'EXPOSE 51820/udp'
image browserless/chrome:1.61.1 'USER 999' 'CMD ["/usr/bin/dumb-init","--","node","./build/index.js"]' 'EXPOSE 3000'
image jenkins/jenkins:2.462.3-lts 'USER jenkins' 'ENTRYPOINT ["/usr/bin/dumb-init","--","/usr/local/bin/docker-entrypoint.sh"]' 'EXPOSE 8080 50000' 'VOLUME /var/jenkins_home'
image registry:2.8.3 'ENTRYPOINT ["/entrypoint.sh"]' 'CMD ["/etc/docker/registry/config.yml"]' 'EXPOSE 5000' 'VOLUME /var/lib/registry'
image nginx:1.27 'ENTRYPOINT ["/docker-entrypoint.sh"]' 'CMD ["nginx","-g","daemon off;"]' 'EXPOSE 80' 'ENV NGINX_VERSION=1.27.2'
image nginxinc/nginx-unprivileged:1.27 'USER 101' 'ENTRYPOINT ["/docker-entrypoint.sh"]' 'CMD ["nginx","-g","daemon off;"]' 'EXPOSE 8080' 'ENV NGINX_VERSION=1.27.2'
image registry.example.com/shop/api:2.14.0 'USER app' 'ENTRYPOINT ["docker-entrypoint.sh"]' 'CMD ["node","dist/main.js"]' 'EXPOSE 3000' 'ENV NODE_ENV=production'
image postgres:16 'ENTRYPOINT ["docker-entrypoint.sh"]' 'CMD ["postgres"]' 'EXPOSE 5432' 'ENV PG_MAJOR=16' 'ENV PGDATA=/var/lib/postgresql/data' 'VOLUME /var/lib/postgresql/data'
image redis:7.4 'ENTRYPOINT ["docker-entrypoint.sh"]' 'CMD ["redis-server"]' 'EXPOSE 6379' 'VOLUME /data'
image wordpress:6.6 'ENTRYPOINT ["docker-entrypoint.sh"]' 'CMD ["apache2-foreground"]' 'EXPOSE 80' 'VOLUME /var/www/html'
image mariadb:11.4 'ENTRYPOINT ["docker-entrypoint.sh"]' 'CMD ["mariadbd"]' 'EXPOSE 3306' 'VOLUME /var/lib/mysql'
image restic/restic:0.17.3 'ENTRYPOINT ["/usr/bin/restic"]'
image busybox:1.36 'CMD ["sh"]'

for network in edge shop_default blog_default ci_default build_default monitoring_default tools_default; do
  docker network create --label "com.docker.compose.project=${network%_default}" "$network" >/dev/null
done
docker network create --internal --label com.docker.compose.project=tools tools_socket >/dev/null
for volume in portainer_data ci_runner-config build_certs-ca build_certs-client shop_db blog_db blog_html monitoring_prometheus; do
  docker volume create --label "com.docker.compose.project=${volume%%_*}" "$volume" >/dev/null
done
docker volume create --driver local --opt type=none --opt o=bind --opt device=/var/run backup_host-run >/dev/null

up() { # create|run PROJECT SERVICE OPTION... IMAGE [ARGUMENT...]: as docker compose would name and label it
  local verb=$1 project=$2 service=$3 more=()
  shift 3
  [ "$verb" = create ] || more+=(--detach)
  [[ "$*" =~ --network\ (host|container:) || "$*" != *--network\ * ]] || more+=(--network-alias "$service")
  docker "$verb" "${more[@]}" --name "$project-$service-1" --restart unless-stopped \
    --label "com.docker.compose.project=$project" --label "com.docker.compose.service=$service" \
    --label com.docker.compose.container-number=1 --label com.docker.compose.oneoff=False --label com.docker.compose.version=2.29.7 \
    --label "com.docker.compose.project.working_dir=/srv/$project" --label "com.docker.compose.project.config_files=/srv/$project/compose.yaml" \
    "$@" >/dev/null
}
socket=/var/run/docker.sock

# Docker outside of Docker, in the ways it is met
up run edge traefik --network edge -p 80:80 -p 443:443 -v "$socket:$socket:ro" traefik:v3.1 \
  --providers.docker=true --entrypoints.web.address=:80 --api.insecure=true
docker run -d --name portainer --restart always -p 9443:9443 -v "$socket:$socket" -v portainer_data:/data portainer/portainer-ce:2.21.4 >/dev/null
up run ci runner --network ci_default -v "$socket:$socket" -v ci_runner-config:/etc/gitlab-runner gitlab/gitlab-runner:v17.5.3
docker run -d --name watchtower --restart unless-stopped -v /var/run:/var/run containrrr/watchtower:1.7.1 --interval 3600 --cleanup >/dev/null
up run backup agent -v backup_host-run:/host/run -v shop_db:/backup/shop:ro -e BACKUP_CRON_EXPRESSION='0 3 * * *' \
  -e AWS_ACCESS_KEY_ID=made-up-key-id -e AWS_SECRET_ACCESS_KEY=made-up-access-key offen/docker-volume-backup:v2.43.0
up run tools socket-proxy --network tools_socket -v "$socket:$socket:ro" -e CONTAINERS=1 -e IMAGES=1 -e INFO=1 -e POST=1 \
  tecnativa/docker-socket-proxy:0.3.0
up run tools homepage --network tools_socket -e DOCKER_HOST=tcp://socket-proxy:2375 ghcr.io/gethomepage/homepage:v0.9.11
docker network connect edge tools-homepage-1
docker run -d --name jenkins --restart unless-stopped -p 8081:8080 -e DOCKER_HOST=tcp://172.17.0.1:2375 jenkins/jenkins:2.462.3-lts >/dev/null

# Docker in Docker, without and with TLS, and its clients
up run ci dind --privileged --network ci_default --network-alias docker -e DOCKER_TLS_CERTDIR= docker:27-dind \
  dockerd --host=tcp://0.0.0.0:2375 --host=unix:///var/run/docker.sock --tls=false
up run ci job-01 --network ci_default -e DOCKER_HOST=tcp://docker:2375 -e CI_JOB_TOKEN=made-up-job-token docker:27-cli
up run ci job-02 --network ci_default -e DOCKER_HOST=tcp://docker:2375 docker:27-cli
up run build dind --privileged --network build_default -v build_certs-ca:/certs/ca -v build_certs-client:/certs/client docker:27-dind
up run build worker --network build_default -e DOCKER_HOST=tcp://dind:2376 -e DOCKER_TLS_VERIFY=1 -e DOCKER_CERT_PATH=/certs/client \
  -v build_certs-client:/certs/client:ro docker:27-cli

# Privilege: monitors, a profiler, a tunnel, a browser, something left over
up run monitoring node-exporter --pid host --network host -v /:/host:ro,rslave prom/node-exporter:v1.8.2 --path.rootfs=/host
up run monitoring cadvisor --network monitoring_default -p 127.0.0.1:8082:8080 --device /dev/kmsg -v /:/rootfs:ro -v /var/run:/var/run:ro -v /sys:/sys:ro \
  -v /var/lib/docker:/var/lib/docker:ro gcr.io/cadvisor/cadvisor:v0.49.1
up run monitoring profiler --network monitoring_default --pid host --cap-add SYS_PTRACE --security-opt apparmor=unconfined grafana/pyroscope:1.9.1
up run monitoring logs --network monitoring_default -v /var/lib/docker/containers:/var/lib/docker/containers:ro -v /var/log:/var/log:ro fluent/fluent-bit:3.1
docker run -d --name wireguard --restart unless-stopped --cap-add NET_ADMIN --cap-add SYS_MODULE -v /lib/modules:/lib/modules:ro -p 51820:51820/udp \
  --sysctl net.ipv4.conf.all.src_valid_mark=1 lscr.io/linuxserver/wireguard:1.0.20210914 >/dev/null
up run shop screenshots --network shop_default --cap-add SYS_ADMIN --shm-size 1g browserless/chrome:1.61.1
docker create --name debug-tuesday --privileged --pid host --network host -v /:/host -it busybox:1.36 chroot /host >/dev/null

# Ordinary applications, some hardened, some not quite
up run shop web --network shop_default nginx:1.27
docker network connect edge shop-web-1
up run shop api --network shop_default --user 10001:10001 --read-only --cap-drop ALL --security-opt no-new-privileges:true --tmpfs /tmp \
  --memory 512m --cpus 1 --pids-limit 200 registry.example.com/shop/api:2.14.0
up run shop tracer --network container:shop-api-1 --user 65534 --cap-drop ALL --security-opt no-new-privileges:true busybox:1.36 sleep 1000000
up run shop db --network shop_default -e POSTGRES_PASSWORD=made-up-shop -e POSTGRES_DB=shop -v shop_db:/var/lib/postgresql/data --memory 2g postgres:16
up run shop cache --network shop_default -p 6379:6379 redis:7.4
up run blog web --network blog_default -p 8080:80 -e WORDPRESS_DB_HOST=db -e WORDPRESS_DB_PASSWORD=made-up-blog -v blog_html:/var/www/html wordpress:6.6
up run blog db --network blog_default -e MARIADB_ROOT_PASSWORD=made-up-blog -v blog_db:/var/lib/mysql mariadb:11.4
up create blog restore --network blog_default -v blog_db:/data restic/restic:0.17.3 restore latest --target /data
up run monitoring prometheus --network monitoring_default -v monitoring_prometheus:/prometheus --memory 1g prom/prometheus:v2.55.1
up run monitoring grafana --network monitoring_default -p 3000:3000 -e GF_SECURITY_ADMIN_PASSWORD=made-up-grafana grafana/grafana:11.3.0
docker run -d --name registry --restart always -p 127.0.0.1:5000:5000 registry:2.8.3 >/dev/null
docker run -d --name status --restart unless-stopped -p 8443:8080 --read-only --cap-drop ALL --security-opt no-new-privileges:true --tmpfs /tmp \
  --memory 64m --pids-limit 50 nginxinc/nginx-unprivileged:1.27 >/dev/null

docker stop --timeout 0 ci-job-02-1 >/dev/null
docker ps --all --format '{{.Names}}\t{{.Image}}\t{{.Status}}'
