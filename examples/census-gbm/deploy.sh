#!/usr/bin/env bash
# Deploys, in this order (needs the AWS CLI, SAM CLI, Docker for images, Python 3.13 for the rest):
#   ./deploy.sh shared                                 the bucket and the repository, once
#   ./deploy.sh model 140MB                            trains and uploads it, unless it is there
#   ./deploy.sh image-disk|image-s3|zip 140MB [provisioned|snapstart]
# and deletes it again: ./deploy.sh delete …, or at last, with all models and images: delete shared
set -euo pipefail
cd "$(dirname "$0")"

what=${1:-} size=${2:-} variant=${3:-}
architecture=${ARCHITECTURE:-arm64} memory=${MEMORY:-4096}

refuse() {
  echo "$1" >&2
  exit 2
}

deploy() {
  local stack=$1 template=$2
  shift 2
  sam deploy --stack-name "$stack" --template "$template" --no-confirm-changeset \
    --no-fail-on-empty-changeset "$@"
}

shared() {
  aws cloudformation describe-stacks --stack-name census-gbm-shared --output text \
    --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue"
}

delete() {
  local stack="census-gbm $*" bucket
  [[ $* =~ ^(shared|(image-disk|image-s3|zip) (140|420|1090)MB( provisioned| snapstart)?)$ ]] ||
    refuse "There is nothing to delete that is named \"$*\""
  stack=${stack// /-}
  if [ "$*" = shared ]; then
    # CloudFormation deletes no bucket that holds something.
    bucket=$(shared Models)
    aws s3 rm --only-show-errors --recursive "s3://$bucket"
  fi
  aws cloudformation delete-stack --stack-name "$stack"
  aws cloudformation wait stack-delete-complete --stack-name "$stack"
}

upload_model() {
  local answer
  if answer=$(aws s3api head-object --bucket "$bucket" --key "$key" 2>&1); then
    echo "$size is there: $key"
    return
  fi
  # No credentials, and 403, are not "not there". Without s3:ListBucket S3 says 403 for that, too.
  if [[ $answer != *"(404)"* ]]; then
    echo "Nobody knows whether s3://$bucket/$key is there: $answer" >&2
    exit 1
  fi
  "${PYTHON:-python3.13}" training/train.py "$size"
  aws s3 cp --no-progress "model/$size.joblib" "s3://$bucket/$key"
  echo "$size is there now: $key"
}

push_image() {
  local repository=$1 target=$2 tag=$1:$name-$build
  # `docker build` adds a provenance manifest unless told otherwise, and Lambda refuses such an index.
  docker build --provenance=false --platform "linux/${architecture/x86_64/amd64}" \
    --target "$target" --build-arg "SIZE=$size" --tag "$tag" .
  aws ecr get-login-password | docker login --username AWS --password-stdin "${repository%%/*}"
  docker push --quiet "$tag"
}

deploy_image() {
  local source=$1 target=$2 repository digest
  repository=$(shared Images)
  [ "$source" = s3 ] || aws s3 cp --no-progress "s3://$bucket/$key" "model/$size.joblib"
  push_image "$repository" "$target"
  digest=$(aws ecr describe-images --repository-name "${repository#*/}" --output text \
    --image-ids "imageTag=$name-$build" --query 'imageDetails[0].imageDigest')
  deploy "$name" image.yaml --capabilities CAPABILITY_IAM --image-repository "$repository" \
    --parameter-overrides "ImageUri=$repository@$digest" "ModelSource=$source" "${parameters[@]}"
}

deploy_zip() {
  ./package.sh "$architecture"
  deploy "$name" zip.yaml --capabilities CAPABILITY_IAM --s3-bucket "$bucket" --s3-prefix packages \
    --parameter-overrides "${parameters[@]}"
}

if [ "$what" = delete ]; then
  delete "${@:2}"
  exit
fi
if [ "$what" = shared ]; then
  deploy census-gbm-shared shared.yaml --capabilities CAPABILITY_NAMED_IAM
  exit
fi

case $size in
  140MB | 420MB | 1090MB) ;;
  *) refuse "The size must be 140MB, 420MB or 1090MB, got \"$size\"" ;;
esac
bucket=$(shared Models)
# The same recipe with the same libraries gives the same model, so it is kept under their digest.
key=census-gbm/$(cat training/*.py function/requirements.txt | sha256sum | cut -c1-16)/$size.joblib
name=census-gbm-$what-$size${variant:+-$variant}
build=$(date +%s)
parameters=("Name=$name" "ModelBucket=$bucket" "ModelKey=$key" "Memory=$memory"
  "Architecture=$architecture" "Build=$build")
case $what/$variant in
  */) ;;
  */provisioned) parameters+=("ProvisionedConcurrency=10") ;;
  zip/snapstart) parameters+=("SnapStart=PublishedVersions") ;;
  */snapstart) refuse "Lambda has SnapStart for zips only, got $what" ;;
  *) refuse "The variant must be provisioned or snapstart, got \"$variant\"" ;;
esac
case $what in
  model) upload_model ;;
  image-disk) deploy_image disk disk ;;
  image-s3) deploy_image s3 slim ;;
  zip) deploy_zip ;;
  *) refuse "There is shared, model, image-disk, image-s3, zip and delete, got \"$what\"" ;;
esac
