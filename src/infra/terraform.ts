/** Terraform and OpenTofu, with the provider `hashicorp/aws`. */
import { commented, indented, type InfraFormat } from './format.js';
import { ACTIONS, CACHE, CACHE_PORTS, NOTES, TABLE, type Setup } from './needs.js';

const file = (setup: Setup, wiring: string, body: string): string =>
  `${commented('#', NOTES[setup])}\n#\n${commented('#', `What a function gets:\n${wiring}`.trimEnd().split('\n'))}\n\n${body}`;

const policy = (id: string, name: string, actions: readonly string[]): string => `\
data "aws_iam_policy_document" "${id}" {
  statement {
    actions = [
${indented(actions.map((action) => `"${action}",`).join('\n'), 6)}
    ]
    resources = [aws_dynamodb_table.coldstate.arn]
  }
}

resource "aws_iam_policy" "${id}" {
  name   = "${name}"
  policy = data.aws_iam_policy_document.${id}.json
}
`;

const dynamodb: InfraFormat['render']['dynamodb'] = ({ name }) =>
  file(
    'dynamodb',
    `\
  environment {
    variables = { COLDSTATE_URL = local.coldstate_url }
  }
and its role:
  resource "aws_iam_role_policy_attachment" "coldstate" {
    role       = aws_iam_role.YOURS.name
    policy_arn = aws_iam_policy.coldstate.arn
  }`,
    `\
data "aws_region" "coldstate" {}

resource "aws_dynamodb_table" "coldstate" {
  name         = "${name}"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "${TABLE.partitionKey}"
  range_key    = "${TABLE.sortKey}"

  attribute {
    name = "${TABLE.partitionKey}"
    type = "S"
  }

  attribute {
    name = "${TABLE.sortKey}"
    type = "S"
  }

  ttl {
    enabled        = true
    attribute_name = "${TABLE.timeToLive}"
  }

  point_in_time_recovery {
    enabled = true
  }

  deletion_protection_enabled = true

  lifecycle {
    prevent_destroy = true
  }
}

${policy('coldstate', name, ACTIONS.functions)}
# For whoever runs \`coldstate copy\`; no function needs it.
${policy('coldstate_copy', `${name}-copy`, [...ACTIONS.functions, ...ACTIONS.copy])}
locals {
  coldstate_url = "dynamodb://\${aws_dynamodb_table.coldstate.name}?region=\${data.aws_region.coldstate.id}"
}

output "coldstate_url" {
  description = "What COLDSTATE_URL is."
  value       = local.coldstate_url
}
`,
  );

const elasticache: InfraFormat['render']['elasticache'] = ({ name }) =>
  file(
    'elasticache',
    `\
  environment {
    variables = { COLDSTATE_URL = local.coldstate_url }
  }
  vpc_config {
    subnet_ids         = var.coldstate_subnet_ids
    security_group_ids = [aws_security_group.coldstate_functions.id]
  }
and its role, for the network interfaces:
  resource "aws_iam_role_policy_attachment" "vpc" {
    role       = aws_iam_role.YOURS.name
    policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"
  }`,
    `\
variable "coldstate_vpc_id" {
  description = "The VPC of the cache and of the functions."
  type        = string
}

variable "coldstate_subnet_ids" {
  description = "Two or three private subnets, each in a zone of its own."
  type        = list(string)
}

resource "aws_security_group" "coldstate_functions" {
  name        = "${name}-functions"
  description = "Functions that use the cache"
  vpc_id      = var.coldstate_vpc_id

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "coldstate_cache" {
  name        = "${name}-cache"
  description = "The cache, for those functions alone"
  vpc_id      = var.coldstate_vpc_id

  ingress {
    from_port       = ${CACHE_PORTS.from}
    to_port         = ${CACHE_PORTS.to}
    protocol        = "tcp"
    security_groups = [aws_security_group.coldstate_functions.id]
  }
}

resource "aws_elasticache_serverless_cache" "coldstate" {
  name                     = "${name}"
  engine                   = "${CACHE.engine}"
  major_engine_version     = "${CACHE.major}"
  security_group_ids       = [aws_security_group.coldstate_cache.id]
  subnet_ids               = var.coldstate_subnet_ids
  snapshot_retention_limit = ${CACHE.snapshots}

  # The most that it may hold and do, so that a mistake does not cost a fortune.
  cache_usage_limits {
    data_storage {
      maximum = ${CACHE.gigabytes}
      unit    = "GB"
    }
    ecpu_per_second {
      maximum = ${CACHE.unitsPerSecond}
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

locals {
  coldstate_endpoint = aws_elasticache_serverless_cache.coldstate.endpoint[0]
  coldstate_url      = "rediss://\${local.coldstate_endpoint.address}:\${local.coldstate_endpoint.port}?cluster=1"
}

output "coldstate_url" {
  description = "What COLDSTATE_URL is."
  value       = local.coldstate_url
}
`,
  );

const external: InfraFormat['render']['external'] = ({ name }) =>
  file(
    'external',
    `\
  environment {
    variables = { COLDSTATE_URL = aws_secretsmanager_secret_version.coldstate_url.secret_string }
  }
The state of Terraform holds the URL: keep it where only those can read it who may.`,
    `\
variable "coldstate_redis_url" {
  description = "The URL with its password. Set TF_VAR_coldstate_redis_url."
  type        = string
  sensitive   = true

  validation {
    condition     = can(regex("^(rediss?|https)://.+", var.coldstate_redis_url))
    error_message = "Write redis://, rediss:// or https:// and the address."
  }
}

resource "aws_secretsmanager_secret" "coldstate_url" {
  name        = "${name}"
  description = "The URL of the Redis that holds the shared state."
}

resource "aws_secretsmanager_secret_version" "coldstate_url" {
  secret_id     = aws_secretsmanager_secret.coldstate_url.id
  secret_string = var.coldstate_redis_url
}

output "coldstate_url_secret_arn" {
  description = "The secret that COLDSTATE_URL is filled in from."
  value       = aws_secretsmanager_secret.coldstate_url.arn
}
`,
  );

export const terraform: InfraFormat = {
  name: 'terraform',
  title: 'Terraform',
  file: 'coldstate.tf',
  evidence: [{ file: /\.tf$/ }],
  render: { dynamodb, elasticache, external },
};
