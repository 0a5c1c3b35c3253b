# OmniAuth's OAuth 2.0 strategy as the gem omniauth-amazon sets it up, which Debian does not have: with the older profile.
require "json"
require "omniauth-oauth2"
require "rack"

class Amazon < OmniAuth::Strategies::OAuth2
  option :name, "amazon"
  option :client_options,
         site: "https://www.amazon.com/",
         authorize_url: "/ap/oa",
         token_url: "https://api.amazon.com/auth/o2/token",
         auth_scheme: :request_body
  option :scope, "profile"

  uid { profile["CustomerId"] }
  info { { "name" => profile["Name"], "email" => profile["PrimaryEmail"] } }

  def callback_url
    ENV.fetch("REDIRECT_URI")
  end

  private

  def profile
    @profile ||=
      client.request(:get, "/ap/user/profile", params: { access_token: access_token.token }, parse: :json).parsed["Profile"]
  end
end

OmniAuth.config.allowed_request_methods = [:get]
OmniAuth.config.silence_get_warning = true
OmniAuth.config.logger = Logger.new(File::NULL)
OmniAuth.config.on_failure = lambda do |env|
  error = env["omniauth.error"]
  description = error.respond_to?(:error_reason) ? error.error_reason : error.message
  [200, {}, [JSON.generate(error: [env["omniauth.error.type"], description].join(" "))]]
end

ID = ENV.fetch("CLIENT_ID")
SECRET = ENV.fetch("CLIENT_SECRET")

# The application behind OmniAuth: it reports who signed in.
application = lambda do |env|
  user = env["omniauth.auth"]
  client = OAuth2::Client.new(ID, SECRET, token_url: "https://api.amazon.com/auth/o2/token", auth_scheme: :request_body)
  refreshed = OAuth2::AccessToken.from_hash(client, "refresh_token" => user["credentials"]["refresh_token"]).refresh!
  found = {
    id: user["uid"],
    name: user["info"]["name"],
    email: user["info"]["email"],
    refreshed: refreshed.token != user["credentials"]["token"]
  }
  [200, {}, [JSON.generate(found)]]
end

server = Rack::MockRequest.new(Amazon.new(application, ID, SECRET))
session = {}
puts "open #{server.get('/auth/amazon', 'rack.session' => session).headers['Location']}"
$stdout.flush
callback = URI($stdin.gets.strip)
puts server.get("/auth/amazon/callback?#{callback.query}", "rack.session" => session).body
